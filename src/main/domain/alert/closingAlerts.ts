/** Alerts about closing orders that have closed more than the position. */
import { formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import {
  deskStream,
  orderStream,
  type ExecutionId,
  type OrderId,
  type VenueId,
  type AccountId,
  type Ticker,
  alertIdOf,
} from '../../../shared/kernel/ids.ts';
import { formatMicros, type EpochMicros } from '../../../shared/kernel/time.ts';
import type { Order } from '../order/orderState.ts';
import type { BracketRole } from '../order/orderTerms.ts';
import type { Alert } from '../desk/alert.ts';

const advice = 'Compare the position with the venue, and close what is too much.';

/** One alert for each quantity that was closed beyond the position; the same quantity again raises none. */
export function overClosedAlert(entry: Order, over: Decimal): Alert {
  const { orderId, venue, symbol, account } = entry.terms;
  const much = formatDecimal(over);
  return {
    alertId: alertIdOf(`bracket_over_closed:${orderId}:${much}`),
    kind: 'bracket_over_closed',
    cause: `bracket_over_closed:${orderId}`,
    holdsOrders: false,
    message: `the exits of ${orderId} have closed ${much} more of ${symbol} in ${account} than was left of the ${formatDecimal(entry.filledQuantity)} that it filled`,
    advice,
    orderId,
    venue,
    stream: orderStream(orderId),
  };
}

/** The entry was filled at prices where this exit may trade as soon as it is at the venue. */
export function beyondExitAlert(entry: Order, role: BracketRole, level: Decimal): Alert {
  const { orderId, venue, symbol, side } = entry.terms;
  const where = role === 'stop_loss' ? 'at or beyond its stop-loss' : 'beyond its take-profit';
  return {
    alertId: alertIdOf(`filled_beyond_exit:${orderId}:${role}`),
    kind: 'filled_beyond_exit',
    holdsOrders: false,
    message: `the ${side} of ${symbol} was filled ${where} at ${formatDecimal(level)}: the exit may trade at once`,
    advice: 'Look at the fills of the entry and of its exit.',
    orderId,
    venue,
    stream: orderStream(orderId),
  };
}

/**
 * Filled quantity without a working stop-loss; one alert each time this begins. `why` says what keeps the exit from
 * working.
 */
export function unprotectedAlert(entry: Order, quantity: Decimal, since: EpochMicros, why: string): Alert {
  const { orderId, venue, symbol, account } = entry.terms;
  return {
    alertId: alertIdOf(`unprotected:${orderId}:${formatMicros(since)}`),
    kind: 'unprotected',
    cause: `unprotected:${orderId}`,
    lasts: true,
    holdsOrders: false,
    message: `${formatDecimal(quantity)} of ${symbol} in ${account} that ${orderId} filled are without a stop-loss: ${why}`,
    advice: 'Close the position or protect it by hand, or mend what keeps the exit away: it is tried again.',
    orderId,
    venue,
    stream: orderStream(orderId),
  };
}

/** A fill of a reduce-only order after which the position is on that order's own side. */
export function reversedAlert(order: Order, executionId: ExecutionId, position: Decimal): Alert {
  const { orderId, venue, symbol, account, side } = order.terms;
  return {
    alertId: alertIdOf(`reduce_only_reversed:${orderId}:${executionId}`),
    kind: 'reduce_only_reversed',
    cause: `reduce_only_reversed:${orderId}`,
    holdsOrders: false,
    message: `a reduce-only ${side} of ${symbol} in ${account} was filled beyond what was left to close: the position is ${formatDecimal(position)}`,
    advice,
    orderId,
    venue,
    stream: orderStream(orderId),
  };
}

/** The venue or risk refuses the orders with which a kill switch closes positions, or no such order is possible. */
export function flattenRefusedAlert(killId: string, scope: string, venue: VenueId, why: string): Alert {
  return {
    alertId: alertIdOf(`flatten_refused:${killId}:${venue}`),
    kind: 'flatten_refused',
    holdsOrders: false,
    message: `the kill switch on ${scope} can't close positions at ${venue}: ${why}`,
    advice:
      'Close the position at the venue, or mend what stands against it: the kill switch goes on trying.',
    venue,
    stream: deskStream,
  };
}

export interface OverfilledFlatten {
  readonly orderId: OrderId;
  readonly venue: VenueId;
  readonly symbol: Ticker;
  readonly account: AccountId;
  readonly quantity: string;
  readonly filledQuantity: string;
}

/**
 * A closing order has opened a position on the other side. While this alert is open, no further closing order leaves.
 */
export function flattenOverfilledAlert(scope: string, order: OverfilledFlatten): Alert {
  const { orderId, venue, symbol, account, quantity, filledQuantity } = order;
  return {
    alertId: alertIdOf(`flatten_overfilled:${orderId}`),
    kind: 'flatten_overfilled',
    holdsOrders: false,
    message: `${orderId} was to close ${quantity} of ${symbol} in ${account} and was filled for ${filledQuantity}: the kill switch on ${scope} sends nothing more to ${venue}`,
    advice:
      'Compare the position with the venue. Once this is acknowledged, the kill switch closes what is left.',
    orderId,
    venue,
    stream: orderStream(orderId),
  };
}

/** A kill switch has proven its scope flat, and a late fill or a bust has opened a position in it. */
export function openAfterFlatAlert(
  { killId, scope, provenAt }: { readonly killId: string; readonly scope: string; readonly provenAt: string },
  held: {
    readonly venue: VenueId;
    readonly account: AccountId;
    readonly symbol: Ticker;
    readonly quantity: string;
  },
): Alert {
  const { venue, account, symbol, quantity } = held;
  return {
    alertId: alertIdOf(`open_after_flat:${killId}:${venue}:${account}:${symbol}:${quantity}`),
    kind: 'open_after_flat',
    cause: `open_after_flat:${killId}:${venue}:${account}:${symbol}`,
    holdsOrders: false,
    message: `${scope} is not flat any more: its kill switch had proven it at ${provenAt}, and ${account} holds ${quantity} of ${symbol} at ${venue} since`,
    advice: 'Look at the late fill or the bust, and pull the kill switch with flatten again to close it.',
    stream: deskStream,
  };
}
