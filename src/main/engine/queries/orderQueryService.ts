/** The design's IOrderQueryService: the read side, never behind what has been committed. */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrdersProjection } from '../readmodel/ordersProjection.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { OrderFilter, OrderPage, OrderQuery, OrderStatistics } from '../readmodel/orderViewStore.ts';
import type { OrderChanges } from './orderChanges.ts';
import type { OrderSubscription, OrderUpdate } from './orderSubscription.ts';

export type { OrderChanges } from './orderChanges.ts';

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
  /** From the events alone, oldest first: what a decision may rest on. */
  getActiveOrders(symbol?: string): readonly OrderView[];
  /** Like getOrderHistory over the active orders, from the events alone: what is to be canceled is found here. */
  getOpenOrders(query: OrderQuery): OrderPage;
  getStatistics(symbol?: string): OrderStatistics;
  /** Counts and sums over all orders that match, however many a page shows. */
  getOrderTotals(filter?: OrderFilter): OrderStatistics;
  getOrderHistory(query: OrderQuery): OrderPage;
  /** An order as it stood once the event of that position was in. */
  getOrderAt(orderId: string, position: number): Promise<OrderView | undefined>;
  /** All orders as they stood then, oldest first. Reads all events up to it. */
  getOrdersAt(position: number): Promise<readonly OrderView[]>;
  /** The orders that protect this one, oldest first. */
  getChildOrders(orderId: string): readonly OrderView[];
  /** The signal's and the order's events, by position. */
  getOrderEvents(orderId: string): Promise<readonly StoredEvent[]>;
  /** Calls back after each commit that changed orders; the engine never waits for a listener. */
  onOrderChanges(listener: (changes: OrderChanges) => void): () => void;
  /** Calls back when the read model was made anew: any row may differ from what was told before. */
  onRebuilt(listener: () => void): () => void;
  /**
   * A snapshot, then what changes, and a fresh snapshot for a reader that was too slow; as an async iterable. Ends with
   * `return`, as a `for await` does that is left, or with the signal: then after the changes that were there by then.
   */
  subscribeToOrderChanges(
    subscription: OrderSubscription,
    signal?: AbortSignalLike,
  ): AsyncIterableIterator<OrderUpdate>;
  /** Position that the read models hold. */
  readonly position: number;
  readonly projection: OrdersProjection;
}
