/** Makes the query service from the read model and the live orders. */
import type { LiveOrders } from '../orders/liveOrders.ts';
import type { OrdersProjection } from '../readmodel/ordersProjection.ts';
import { orderMatcher } from '../readmodel/orderMatching.ts';
import { rowOrder } from '../readmodel/orderRowOrder.ts';
import { orderQueryLimitMax, type OrderQuery } from '../readmodel/orderViewStore.ts';
import type { OrderAnswers } from './orderAnswers.ts';
import type { OrderChanges, OrderQueryService } from './orderQueryService.ts';
import type { Answered, OrderQuestion, OrderQuestions } from './orderReader.ts';
import { orderUpdates } from './orderSubscription.ts';

export interface OrderQueries extends OrderQueryService {
  publish(changes: OrderChanges): void;
}

const oldestFirst = [{ field: 'createdAt', descending: false } as const];

export function createOrderQueries(
  projection: OrdersProjection,
  answers: OrderAnswers,
  live: LiveOrders,
): OrderQueries {
  const listeners = new Set<(changes: OrderChanges) => void>();
  const onOrderChanges = (listener: (changes: OrderChanges) => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const onRebuilt = (listener: () => void): (() => void) => projection.onExchanged(listener);
  const ask = async <Question extends OrderQuestion>(
    question: Question,
    asked: OrderQuestions[Question]['asked'],
  ): Promise<Answered<OrderQuestions[Question]['answer']>> => {
    const { position } = projection;
    return { position, value: await answers(question, asked) };
  };
  const page = async (query: OrderQuery) => {
    const { position, value } = await ask('page', query);
    return { ...value, position };
  };
  const blotter = async (query: OrderQuery) => {
    const { position, value } = await ask('blotter', query);
    return { ...value, position };
  };
  return {
    projection,
    get position() {
      return projection.position;
    },
    getOrder: (orderId) => live.get(orderId) ?? projection.get(orderId),
    findOrder: async (orderId) => live.get(orderId) ?? (await ask('order', orderId)).value,
    getActiveOrders: (symbol) =>
      [...live.all()].filter((row) => symbol === undefined || row.symbol === symbol),
    getOpenOrders({ filter = {}, sort, offset = 0, limit = orderQueryLimitMax }) {
      const matching = [...live.all()].filter(orderMatcher(filter)).toSorted(rowOrder(sort));
      return { rows: matching.slice(offset, offset + limit), total: matching.length };
    },
    async getStatistics(symbol) {
      const { position, value } = await ask('totals', symbol === undefined ? {} : { symbol });
      return { ...value, position };
    },
    getBlotter: blotter,
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
          return projection.position;
        },
        query: page,
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
