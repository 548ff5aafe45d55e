/** The alerts for orders that were adopted because somebody else sent them. */
import { formatDecimal } from '../../../../shared/kernel/decimal.ts';
import { alertIdOf, type VenueId } from '../../../../shared/kernel/ids.ts';
import { formatMicros, type EpochMicros } from '../../../../shared/kernel/time.ts';
import type { Alert } from '../../../domain/desk/alert.ts';
import { isOwnClientOrderId } from '../../../domain/order/clientOrderIds.ts';
import type { Order } from '../../../domain/order/orderState.ts';
import { missingName, type Names } from '../../orders/missingName.ts';

/**
 * One alert for all foreign orders of a venue within an hour, and one for each name that the configuration lacks: a
 * second order of the same cause needs no second look.
 */
export function adoptedAlerts(
  configuration: Names,
  venue: VenueId,
  adopted: readonly Order[],
  now: EpochMicros,
): readonly Alert[] {
  const others = adopted.filter(({ terms }) => !isOwnClientOrderId(terms.orderId));
  const [first] = others;
  if (first === undefined) return [];
  const hour = formatMicros(now).slice(0, 13);
  const more = others.length === 1 ? '' : `, and ${others.length - 1} more`;
  return [
    {
      alertId: alertIdOf(`order_adopted:${venue}:${hour}`),
      kind: 'order_adopted',
      cause: `order_adopted:${venue}`,
      holdsOrders: false,
      message: `Venue ${venue} has ${describe(first)} that this desk did not send${more}; the desk shows it as external, and positions count what it fills. Further ones within this hour raise no alert`,
      advice:
        'Find out who trades in this account. desk orders has these orders under the strategy external, and they can be canceled from here.',
      venue,
    },
    ...others.flatMap((order) => unplaced(configuration, venue, order)),
  ];
}

function unplaced(configuration: Names, venue: VenueId, order: Order): readonly Alert[] {
  const missing = missingName(configuration, order.terms);
  if (missing === undefined) return [];
  return [
    {
      alertId: alertIdOf(`not_configured:${missing}:adopted`.replaceAll(' ', '_')),
      kind: 'not_configured',
      holdsOrders: false,
      message: `The configuration has no ${missing}, and venue ${venue} reports ${describe(order)} there`,
      advice:
        'Put it into the configuration, or see with the venue why the order comes here: until then orders there can only be canceled or made smaller',
      venue,
    },
  ];
}

function describe({ terms, filledQuantity }: Order): string {
  const { orderId, side, quantity, symbol, account } = terms;
  return `order ${orderId} (${side} ${formatDecimal(quantity)} ${symbol} for ${account}, ${formatDecimal(filledQuantity)} filled)`;
}
