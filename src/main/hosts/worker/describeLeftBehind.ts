/**
 * Describes the orders that would stay at the venues if the console closed now. The question before the close shows it.
 */
import type { LeftBehind, WorkingOrders } from '../../../shared/contract/engineThread.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';
import type { OrderView } from '../../engine/orders/orderView.ts';
import type { TradingControl } from '../../engine/trading/tradingControl.ts';

/** Orders of a venue that are named one by one. */
const examplesMax = 5;

/** `trading` is absent while the engine starts. */
export function describeLeftBehind(
  orders: readonly OrderView[],
  trading: Pick<TradingControl, 'states' | 'ledgers'> | undefined,
): LeftBehind {
  const kills = trading?.ledgers().filter(({ offRecord }) => offRecord?.lostOnStop) ?? [];
  const states = trading?.states().filter(({ offRecord }) => offRecord !== undefined) ?? [];
  return {
    venues: byVenue(orders),
    forgotten: [
      ...kills.map(({ scope, reason }) => `kill switch on ${scope}: ${reason}`),
      ...states.map(({ scope, state, reason }) => `${scope} ${state}: ${reason}`),
    ],
  };
}

/** Working orders by venue, the oldest first. */
function byVenue(orders: readonly OrderView[]): WorkingOrders[] {
  const venues = new Map<string, OrderView[]>();
  for (const order of orders) venues.set(order.venue, [...(venues.get(order.venue) ?? []), order]);
  return [...venues].map(([venue, own]) => ({
    venue,
    orders: own.length,
    examples: own
      .toSorted((a, b) => a.createdPosition - b.createdPosition)
      .slice(0, examplesMax)
      .map(describeOrder),
  }));
}

function describeOrder(order: OrderView): string {
  const { side, leavesQuantity, quantity, symbol, timeInForce } = order;
  const open = leavesQuantity === quantity ? quantity : `${leavesQuantity} of ${quantity}`;
  return [side, open, symbol, ...priceWords(order), timeInForce].join(' ');
}

/** Gives `market`, `limit at 1300`, `stop 1290`, or `stop 1290, then limit 1289`. */
function priceWords({ orderType, limitPrice, stopPrice }: OrderView): readonly string[] {
  switch (orderType) {
    case 'market':
      return ['market'];
    case 'limit':
      return [`limit at ${limitPrice}`];
    case 'stop':
      return [`stop ${stopPrice}`];
    case 'stop_limit':
      return [`stop ${stopPrice}, then limit ${limitPrice}`];
    default:
      return assertNever(orderType);
  }
}
