/** What would stay at the venues if the console closed now, for the question it asks before. */
import type { WorkingOrders } from '../../../shared/contract/engineThread.ts';
import type { OrderView } from '../../engine/readmodel/orderView.ts';

/** Orders of a venue that are named one by one. */
const examplesMax = 5;

/** By venue, the oldest orders first. */
export function describeWorkingOrders(orders: readonly OrderView[]): WorkingOrders[] {
  const byVenue = new Map<string, OrderView[]>();
  for (const order of orders) byVenue.set(order.venue, [...(byVenue.get(order.venue) ?? []), order]);
  return [...byVenue].map(([venue, own]) => ({
    venue,
    orders: own.length,
    examples: own
      .toSorted((a, b) => a.createdPosition - b.createdPosition)
      .slice(0, examplesMax)
      .map(describeOrder),
  }));
}

function describeOrder(order: OrderView): string {
  const { side, leavesQuantity, quantity, symbol, orderType, limitPrice, stopPrice, timeInForce } = order;
  const prices = [
    ...(stopPrice === undefined ? [] : [`stop ${stopPrice}`]),
    ...(limitPrice === undefined ? [] : [`at ${limitPrice}`]),
  ];
  const open = leavesQuantity === quantity ? quantity : `${leavesQuantity} of ${quantity}`;
  return [side, open, symbol, orderType.replace('_', ' '), ...prices, timeInForce].join(' ');
}
