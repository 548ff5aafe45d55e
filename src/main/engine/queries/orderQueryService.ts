/** The design's IOrderQueryService: the read side, never behind what has been committed. */
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrdersProjection } from '../readmodel/ordersProjection.ts';
import type { OrderView } from '../readmodel/orderView.ts';
import type { OrderFilter, OrderPage, OrderQuery, OrderStatistics } from '../readmodel/orderViewStore.ts';

export interface OrderSubscription {
  readonly filter?: OrderFilter;
}

/** Rows that changed in one commit, and the position they hold. */
export interface OrderChanges {
  readonly position: number;
  readonly rows: readonly OrderView[];
}

export const activeStatuses: readonly OrderStatus[] = [
  'created',
  'submitting',
  'accepted',
  'partially_filled',
  'pending_cancel',
  'pending_replace',
  'in_doubt',
];

export interface OrderQueryService {
  getOrder(orderId: string): OrderView | undefined;
  getActiveOrders(symbol?: string): readonly OrderView[];
  getStatistics(symbol?: string): OrderStatistics;
  /** Counts and sums over all orders that match, however many a page shows. */
  getOrderTotals(filter?: OrderFilter): OrderStatistics;
  getOrderHistory(query: OrderQuery): OrderPage;
  /** The orders that protect this one, oldest first. */
  getChildOrders(orderId: string): readonly OrderView[];
  /** The signal's and the order's events, by position. */
  getOrderEvents(orderId: string): Promise<readonly StoredEvent[]>;
  /** Calls back after each commit that changed orders; the engine never waits for a listener. */
  onOrderChanges(listener: (changes: OrderChanges) => void): () => void;
  /** Calls back when the read model was made anew: any row may differ from what was told before. */
  onRebuilt(listener: () => void): () => void;
  /** The same as an async iterable; changes are merged per order while the reader is busy. Ends with `return`. */
  subscribeToOrderChanges(subscription: OrderSubscription): AsyncIterableIterator<OrderChanges>;
  /** Position that the read models hold. */
  readonly position: number;
  readonly projection: OrdersProjection;
}
