/** One line for a stored event in a list of many streams: the side and symbol of its order, and what happened. */
import type { EventView } from '../../../shared/contract/events.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { eventSummary } from './eventSummary.ts';

const orderPrefix = 'order-';

export function orderIdOf({ streamId }: Pick<EventView, 'streamId'>): string | undefined {
  return streamId.startsWith(orderPrefix) ? streamId.slice(orderPrefix.length) : undefined;
}

/** Gives `Sell SPX · 3 at 1 432.25 …`. An event with terms names the side and the symbol by itself. */
export function eventLine(
  event: EventView,
  orders: ReadonlyMap<string, Pick<OrderView, 'side' | 'symbol'>>,
): string {
  const summary = eventSummary(event);
  const order = orders.get(orderIdOf(event) ?? '');
  if (order === undefined || 'terms' in event.data) return summary;
  return `${order.side === 'buy' ? 'Buy' : 'Sell'} ${order.symbol} · ${summary}`;
}
