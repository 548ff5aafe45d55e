/** One line for a stored event in a list of many streams: the side and symbol of its order, and what happened. */
import { orderIdOfStream, type OrderId } from '../../../shared/kernel/ids.ts';
import type { EventView } from '../../../shared/contract/events.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { eventSummary } from '../../model/events/eventSummary.ts';

const orderPrefix = 'order-';

export function orderIdOf({ streamId }: Pick<EventView, 'streamId'>): OrderId | undefined {
  return streamId.startsWith(orderPrefix) ? orderIdOfStream(streamId) : undefined;
}

/** Gives `Sell SPX · 3 at 1 432.25 …`. An event with terms names the side and the symbol by itself. */
export function eventLine(
  event: EventView,
  orders: ReadonlyMap<OrderId, Pick<OrderView, 'side' | 'symbol'>>,
): string {
  const summary = eventSummary(event);
  const orderId = orderIdOf(event);
  const order = orderId && orders.get(orderId);
  if (order === undefined || 'terms' in event.data) return summary;
  return `${order.side === 'buy' ? 'Buy' : 'Sell'} ${order.symbol} · ${summary}`;
}
