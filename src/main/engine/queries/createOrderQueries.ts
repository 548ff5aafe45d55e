import { orderStream, signalStream, type OrderId, type SignalId } from '../../../shared/kernel/ids.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrdersProjection } from '../readmodel/ordersProjection.ts';
import type { OrderView } from '../readmodel/orderView.ts';
import { orderQueryLimitMax } from '../readmodel/orderViewStore.ts';
import { matchesFilter } from './matchesFilter.ts';
import { activeStatuses, type OrderChanges, type OrderQueryService } from './orderQueryService.ts';

export interface OrderQueries extends OrderQueryService {
  publish(changes: OrderChanges): void;
}

export function createOrderQueries(projection: OrdersProjection, store: EventStore): OrderQueries {
  const listeners = new Set<(changes: OrderChanges) => void>();
  const onOrderChanges = (listener: (changes: OrderChanges) => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    projection,
    get position() {
      return projection.position;
    },
    getOrder: (orderId) => projection.get(orderId),
    getActiveOrders(symbol) {
      const filter = { statuses: activeStatuses, ...(symbol !== undefined && { symbol }) };
      const rows: OrderView[] = [];
      for (;;) {
        const page = projection.flushed().query({ filter, offset: rows.length, limit: orderQueryLimitMax });
        rows.push(...page.rows);
        if (page.rows.length < orderQueryLimitMax) break;
      }
      return withUnwritten(rows, projection.unwritten(), (row) => matchesFilter(row, filter));
    },
    getStatistics: (symbol) => projection.flushed().statistics(symbol === undefined ? undefined : { symbol }),
    getOrderTotals: (filter) => projection.flushed().statistics(filter),
    getOrderHistory: (query) => projection.flushed().query(query),
    getChildOrders(parentOrderId) {
      const sort = [{ field: 'createdAt', descending: false } as const];
      return projection.flushed().query({ filter: { parentOrderId }, sort }).rows;
    },
    async getOrderEvents(orderId) {
      const row = projection.get(orderId);
      const events: StoredEvent[] = [];
      if (row === undefined) return events;
      // An order that somebody else sent has no signal.
      if (row.external !== true) {
        for await (const event of store.read(signalStream(row.signalId as SignalId))) events.push(event);
      }
      for await (const event of store.read(orderStream(orderId as OrderId))) events.push(event);
      return events.toSorted((a, b) => a.position - b.position);
    },
    onOrderChanges,
    onRebuilt: (listener) => projection.onExchanged(listener),
    subscribeToOrderChanges: ({ filter }) =>
      mergedChanges(onOrderChanges, (row) => filter === undefined || matchesFilter(row, filter)),
    publish(changes) {
      for (const listener of listeners) listener(changes);
    },
  };
}

/** Which orders are active must be right also while no row can be written: a kill switch goes by it. */
function withUnwritten(
  written: readonly OrderView[],
  unwritten: Iterable<OrderView>,
  matches: (row: OrderView) => boolean,
): OrderView[] {
  const rows = new Map(written.map((row) => [row.orderId, row]));
  for (const row of unwritten) rows.set(row.orderId, row);
  return [...rows.values()].filter(matches);
}

/** Changes wait merged by order for a reader that is busy: memory is bounded by the orders, not by the changes. */
function mergedChanges(
  listen: (listener: (changes: OrderChanges) => void) => () => void,
  matches: (row: OrderView) => boolean,
): AsyncIterableIterator<OrderChanges> {
  const waiting = new Map<string, OrderView>();
  let position = 0;
  let ended = false;
  let wake: (() => void) | undefined;
  const unsubscribe = listen((changes) => {
    position = changes.position;
    for (const row of changes.rows) if (matches(row)) waiting.set(row.orderId, row);
    if (waiting.size > 0) wake?.();
  });
  const iterator: AsyncIterableIterator<OrderChanges> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      if (waiting.size === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
      if (ended) return { done: true, value: undefined };
      const value = { position, rows: [...waiting.values()] };
      waiting.clear();
      return { done: false, value };
    },
    async return() {
      ended = true;
      unsubscribe();
      wake?.();
      return { done: true, value: undefined };
    },
  };
  return iterator;
}
