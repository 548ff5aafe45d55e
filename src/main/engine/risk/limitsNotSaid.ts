/**
 * Every limit needs a value or the word `none`. The limits that a configuration leaves out raise an alert for as long
 * as they deny orders (`limitsSaid` in domain/risk). Acknowledging the alert sets no limit.
 */
import { alertIdOf } from '../../../shared/kernel/ids.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import { sayLimits, type LimitName } from '../../domain/risk/limits.ts';
import type { Alerts } from '../alerts/alertBook.ts';

const kind = 'limits_not_said';

export function tellLimitsNotSaid(names: readonly LimitName[], alerts: Pick<Alerts, 'raise' | 'end'>): void {
  const alert = names.length === 0 ? undefined : alertOf(names);
  void alerts.end(
    (one) => one.kind === kind && one.alertId !== alert?.alertId,
    'the limits are set, or somebody said that there are none',
  );
  if (alert !== undefined) void alerts.raise(alert);
}

function alertOf(names: readonly LimitName[]): Alert {
  return {
    alertId: alertIdOf(`${kind}:${names.join(':')}`),
    kind,
    holdsOrders: false,
    message: `The configuration leaves out limits, so orders that open a position are denied: ${names.join(', ')}`,
    advice: sayLimits(names),
  };
}
