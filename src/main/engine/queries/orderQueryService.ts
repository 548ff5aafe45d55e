/**
 * The read side of orders. Every answer holds all events that were on disk when it was asked for; `position` in an
 * answer says up to where. Promises reject with StoreReadError.
 */
import type { OrderId, Ticker } from '../../../shared/kernel/ids.ts';
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrderView } from '../orders/orderView.ts';
import type {
  OrderFilter,
  OrderLine,
  OrderList,
  OrderPage,
  OrderQuery,
  OrderStatistics,
} from '../readmodel/orderViewStore.ts';
import type { OrderChanges } from './orderChanges.ts';
import type { AsOf, Blotter } from './orderReader.ts';
import type { OrderSubscription, OrderUpdate } from './orderSubscription.ts';

export type { OrderChanges } from './orderChanges.ts';

export interface AtLeast {
  /** The answer must hold all events up to this position. By default, all that are on disk at the question. */
  readonly atLeast?: number;
}

export interface OrderQueryService {
  /** An order that has not ended, or is still in memory, from the events alone. */
  getOrder(orderId: OrderId): OrderView | undefined;
  /** Any order; undefined when there is none with this id. */
  findOrder(orderId: OrderId): Promise<OrderView | undefined>;
  /** Orders that have not ended, from the events alone, oldest first. A decision may rely on them. */
  getActiveOrders(symbol?: Ticker): readonly OrderView[];
  /**
   * Like getOrderHistory for orders that have not ended, from the events alone: here the desk finds the orders to
   * cancel.
   */
  getOpenOrders(query: OrderQuery): OrderPage;
  getStatistics(symbol?: Ticker, atLeast?: AtLeast): Promise<OrderStatistics & AsOf>;
  getOrderHistory(query: OrderQuery, atLeast?: AtLeast): Promise<OrderPage & AsOf>;
  /** The creation positions of all orders that match, in the order of the sort: 8 bytes an order. */
  getOrderPositions(list: OrderList): Promise<{ readonly positions: Float64Array<ArrayBuffer> } & AsOf>;
  /** Sums over all orders that match, by symbol, side and status. */
  getOrderLines(filter: OrderFilter): Promise<{ readonly lines: readonly OrderLine[] } & AsOf>;
  /** A page together with counts and sums over all orders that match, however many the page shows. */
  getBlotter(query: OrderQuery, atLeast?: AtLeast): Promise<Blotter & AsOf>;
  /** An order as it was right after the event of that position. */
  getOrderAt(orderId: OrderId, position: number): Promise<OrderView | undefined>;
  /** The exits of this entry, oldest first. */
  getChildOrders(orderId: OrderId): Promise<readonly OrderView[]>;
  /** The events of the order and of its signal, by position. */
  getOrderEvents(orderId: OrderId): Promise<readonly StoredEvent[]>;
  /** Calls back after each commit that changed orders; the engine never waits for a listener. */
  onOrderChanges(listener: (changes: OrderChanges) => void): () => void;
  /** Calls back when the read model was rebuilt: any row may differ from an earlier answer. */
  onRebuilt(listener: () => void): () => void;
  /**
   * An async iterable: a snapshot, then the changes, and a fresh snapshot for a reader that was too slow. It ends with
   * `return`, which a `for await` calls when it is left. It also ends with the signal, after the changes that were
   * there by then.
   */
  subscribeToOrderChanges(
    subscription: OrderSubscription,
    signal?: AbortSignalLike,
  ): AsyncIterableIterator<OrderUpdate>;
  /** All events up to this position are in the changes that were reported. */
  readonly position: number;
  /** All events up to this position are in the read models. */
  readonly readPosition: number;
}
