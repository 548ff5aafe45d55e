/** Reads from the store what accounts have traded in symbols, each execution as it stands now. */
import { orderIdOfStream, type OrderId } from '../../../../shared/kernel/ids.ts';
import type { Side } from '../../../domain/order/orderTerms.ts';
import { StandingTrades } from '../../../domain/order/standingTrades.ts';
import type { EventStore } from '../../events/eventStore.ts';
import { isOfOrder, isOrderEvent } from '../../orders/projectOrder.ts';

export type EventReader = Pick<EventStore, 'readAll' | 'head'>;

interface TradingOrder {
  readonly key: string;
  readonly side: Side;
}

/** By account and symbol, with the side of each trade. Reads the events up to the position, from the first one. */
export async function readStandingTrades(
  store: Pick<EventReader, 'readAll'>,
  upTo: number,
  keys: ReadonlySet<string>,
): Promise<ReadonlyMap<string, StandingTrades<Side>>> {
  const standing = new Map(Array.from(keys, (key) => [key, new StandingTrades<Side>()]));
  const orders = new Map<OrderId, TradingOrder>();
  for await (const event of store.readAll({ afterPosition: 0 })) {
    if (event.position > upTo) break;
    if (!isOfOrder(event)) continue;
    const orderId = orderIdOfStream(event.streamId);
    if (!isOrderEvent(event)) {
      // No event of a stream counts after one that can't be understood.
      orders.delete(orderId);
      continue;
    }
    const terms = 'terms' in event.data ? event.data.terms : undefined;
    const key = terms && `${terms.account} ${terms.symbol}`;
    if (terms !== undefined && key !== undefined && keys.has(key)) {
      orders.set(orderId, { key, side: terms.side });
    }
    const order = orders.get(orderId);
    if (order !== undefined) standing.get(order.key)?.take(event, orderId, order.side);
  }
  return standing;
}
