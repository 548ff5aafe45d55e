/** How much an alert matters. */
import { isNameOf } from '../../../shared/kernel/names.ts';
import { alertKindFacts, type Alert, type AlertSeverity } from '../desk/alert.ts';

/** A kind that a later version has written means nothing here, so it may be anything. */
export function severityOf({ kind, holdsOrders }: Pick<Alert, 'kind' | 'holdsOrders'>): AlertSeverity {
  return holdsOrders || !isNameOf(alertKindFacts, kind) ? 'critical' : alertKindFacts[kind].severity;
}
