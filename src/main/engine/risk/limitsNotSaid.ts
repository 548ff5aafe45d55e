/**
 * A limit is set, or somebody says that there is none: those that a configuration leaves out are an alert. It holds no
 * orders, so that the file of an earlier version goes on; who acknowledges it has said that there is no limit.
 */
import type { Alert } from '../../domain/desk/alert.ts';
import type { LimitName } from '../../domain/risk/limits.ts';
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
  const lines = names.map((name) => `"${name}": "none"`).join(', ');
  return {
    alertId: `${kind}:${names.join(':')}`,
    kind,
    holdsOrders: false,
    message: `The configuration has a part risk that leaves out limits, which hold nothing back: ${names.join(', ')}`,
    advice: `Give each a value, or say that there is none: "risk": { ${lines} }`,
  };
}
