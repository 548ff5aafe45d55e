/** Makes the query service from the read model, the live orders and the event store. */
import { orderStream, signalStream } from '../../../shared/kernel/ids.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { LiveOrders } from '../orders/liveOrders.ts';
import type { OrdersProjection } from '../readmodel/ordersProjection.ts';
import { orderMatcher } from '../readmodel/orderMatching.ts';
import { rowOrder } from '../readmodel/orderRowOrder.ts';
import { orderQueryLimitMax, type OrderQuery } from '../readmodel/orderViewStore.ts';
import type { OrderChanges, OrderQueryService } from './orderQueryService.ts';
import { orderAt } from './ordersAt.ts';
import { orderUpdates } from './orderSubscription.ts';

export interface OrderQueries extends OrderQueryService {
  publish(changes: OrderChanges): void;
}

export function createOrderQueries(
  projection: OrdersProjection,
  store: EventStore,
  live: LiveOrders,
): OrderQueries {
  const getOrder = (orderId: string) => live.get(orderId) ?? projection.get(orderId);
  const listeners = new Set<(changes: OrderChanges) => void>();
  const onOrderChanges = (listener: (changes: OrderChanges) => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const onRebuilt = (listener: () => void): (() => void) => projection.onExchanged(listener);
  return {
    projection,
    get position() {
      return projection.position;
    },
    getOrder,
    getActiveOrders: (symbol) =>
      [...live.all()].filter((row) => symbol === undefined || row.symbol === symbol),
    getOpenOrders({ filter = {}, sort, offset = 0, limit = orderQueryLimitMax }) {
      const matching = [...live.all()].filter(orderMatcher(filter)).toSorted(rowOrder(sort));
      return { rows: matching.slice(offset, offset + limit), total: matching.length };
    },
    getStatistics: (symbol) => projection.flushed().statistics(symbol === undefined ? undefined : { symbol }),
    getOrderTotals: (filter) => projection.flushed().statistics(filter),
    getOrderHistory: (query) => projection.flushed().query(query),
    async getOrderAt(orderId, position) {
      const row = getOrder(orderId);
      return row && orderAt(store, row.orderId, position);
    },
    getChildOrders(parentOrderId) {
      const sort = [{ field: 'createdAt', descending: false } as const];
      return projection.flushed().query({ filter: { parentOrderId }, sort }).rows;
    },
    async getOrderEvents(orderId) {
      const row = getOrder(orderId);
      const events: StoredEvent[] = [];
      if (row === undefined) return events;
      // An order that somebody else sent has no signal.
      if (row.external !== true) {
        for await (const event of store.read(signalStream(row.signalId))) events.push(event);
      }
      for await (const event of store.read(orderStream(row.orderId))) events.push(event);
      return events.toSorted((a, b) => a.position - b.position);
    },
    onOrderChanges,
    onRebuilt,
    subscribeToOrderChanges(subscription, signal) {
      const source = {
        get position() {
          return projection.position;
        },
        query: (query: OrderQuery) => projection.flushed().query(query),
        onChanges: onOrderChanges,
        onRebuilt,
      };
      return orderUpdates(source, subscription, signal);
    },
    publish(changes) {
      for (const listener of listeners) listener(changes);
    },
  };
}
