/** Makes the query service from the reading side and the live orders. */
import type { LiveOrders } from '../orders/liveOrders.ts';
import type { Scheduler } from '../ports.ts';
import { orderMatcher } from '../readmodel/orderMatching.ts';
import { rowOrder } from '../readmodel/orderRowOrder.ts';
import { orderQueryLimitMax, type OrderQuery } from '../readmodel/orderViewStore.ts';
import type { AtLeast, OrderChanges, OrderQueryService } from './orderQueryService.ts';
import type { Answered, OrderQuestion, OrderQuestions, OrderReader } from './orderReader.ts';
import { orderUpdates } from './orderSubscription.ts';
import { rowsBehind, withinDeadline } from './withinDeadline.ts';

export interface OrderQueries extends OrderQueryService {
  /** Called after each commit, also when it changed no order. */
  publish(changes: OrderChanges): void;
}

const oldestFirst = [{ field: 'createdAt', descending: false } as const];

export interface OrderQueryPorts {
  readonly reader: OrderReader;
  readonly live: LiveOrders;
  readonly scheduler: Scheduler;
  /** Position of the last event on disk. */
  readonly head: () => number;
}

export function createOrderQueries({ reader, live, scheduler, head }: OrderQueryPorts): OrderQueries {
  const published = new PublishedChanges();
  const onOrderChanges = (listener: (changes: OrderChanges) => void): (() => void) =>
    published.onChanges(listener);
  const onRebuilt = (listener: () => void): (() => void) => reader.onRebuilt(listener);
  const ask = <Question extends OrderQuestion>(
    question: Question,
    asked: OrderQuestions[Question]['asked'],
    { atLeast = head() }: AtLeast = {},
  ): Promise<Answered<OrderQuestions[Question]['answer']>> =>
    withinDeadline(scheduler, reader.ask(question, asked, atLeast), () =>
      rowsBehind(reader.position, atLeast),
    );
  const page = async (query: OrderQuery, atLeast?: AtLeast) => {
    const { position, value } = await ask('page', query, atLeast);
    return { ...value, position };
  };
  return {
    get position() {
      return published.position;
    },
    get readPosition() {
      return reader.position;
    },
    getOrder: (orderId) => live.get(orderId),
    findOrder: async (orderId) => live.get(orderId) ?? (await ask('order', orderId)).value,
    getActiveOrders: (symbol) =>
      [...live.all()].filter((row) => symbol === undefined || row.symbol === symbol),
    getOpenOrders({ filter = {}, sort, offset = 0, limit = orderQueryLimitMax }) {
      const matching = [...live.all()].filter(orderMatcher(filter)).toSorted(rowOrder(sort));
      return { rows: matching.slice(offset, offset + limit), total: matching.length };
    },
    async getStatistics(symbol, atLeast) {
      const { position, value } = await ask('totals', symbol === undefined ? {} : { symbol }, atLeast);
      return { ...value, position };
    },
    async getOrderPositions(list) {
      const { position, value } = await ask('positions', list);
      return { positions: value, position };
    },
    async getOrderLines(filter) {
      const { position, value } = await ask('lines', filter);
      return { lines: value, position };
    },
    async getBlotter(query, atLeast) {
      const { position, value } = await ask('blotter', query, atLeast);
      return { ...value, position };
    },
    getOrderHistory: page,
    getOrderAt: async (orderId, position) => (await ask('orderAt', { orderId, position })).value,
    getChildOrders: async (parentOrderId) =>
      (await page({ filter: { parentOrderId }, sort: oldestFirst })).rows,
    getOrderEvents: async (orderId) => (await ask('orderEvents', orderId)).value,
    onOrderChanges,
    onRebuilt,
    subscribeToOrderChanges(subscription, signal) {
      const source = {
        get position() {
          return published.position;
        },
        query: page,
        onChanges: onOrderChanges,
        onRebuilt,
      };
      return orderUpdates(source, subscription, signal);
    },
    publish: (changes) => published.publish(changes),
  };
}

/** Hands on the rows that each commit has changed. */
class PublishedChanges {
  private readonly listeners = new Set<(changes: OrderChanges) => void>();
  /** Of the last commit that was published. */
  position = 0;

  onChanges(listener: (changes: OrderChanges) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  publish(changes: OrderChanges): void {
    this.position = changes.position;
    if (changes.rows.length === 0) return;
    for (const listener of this.listeners) listener(changes);
  }
}
