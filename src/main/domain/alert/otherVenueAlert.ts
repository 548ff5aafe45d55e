/** The alert of a venue that reports on an order which is at another venue. */
import { formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import { alertIdOf, type VenueId, type ClientOrderId, type ExecutionId } from '../../../shared/kernel/ids.ts';
import type { Alert } from '../desk/alert.ts';

/** The part of a report that the alert shows. */
interface Reported {
  readonly type: string;
  readonly clientOrderId: ClientOrderId;
  readonly executionId?: ExecutionId;
  readonly quantity?: Decimal;
  readonly price?: Decimal;
}

/** One alert for each kind of report about each order, and for each execution. */
export function otherVenueAlert(venue: VenueId, report: Reported, why: string): Alert {
  const { type, clientOrderId, executionId, quantity, price } = report;
  const much = quantity === undefined ? '' : ` of ${formatDecimal(quantity)}`;
  const at = price === undefined ? '' : ` at ${formatDecimal(price)}`;
  const execution = executionId === undefined ? '' : ` (execution ${executionId})`;
  return {
    alertId: alertIdOf(`other_venue:${venue}:${clientOrderId}:${type}:${executionId ?? ''}`),
    kind: 'venue_report_not_applied',
    holdsOrders: false,
    message: `venue ${venue} reports on ${clientOrderId}: ${type}${much}${at}${execution}. It was not applied: ${why}`,
    advice: 'Ask the venue which order it means, and compare positions with both venues.',
    venue,
  };
}
