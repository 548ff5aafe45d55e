/**
 * The port where the orders read model is kept. Its rows can always be built again from the events. One contract suite
 * tests all implementations.
 */
import type { AccountId, OrderId, StrategyId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import type { OrderSortField } from '../../domain/order/orderSortFields.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { Side } from '../../domain/order/orderTerms.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { ProjectedRows } from './projection.ts';

export interface OrderFilter {
  /** The order has one of these ids; an empty list matches no order. */
  readonly orderIds?: readonly OrderId[];
  readonly symbol?: Ticker;
  readonly account?: AccountId;
  readonly strategy?: StrategyId;
  readonly venue?: VenueId;
  readonly side?: Side;
  /** The order is an exit of the entry with this id. */
  readonly parentOrderId?: OrderId;
  /** The order has one of these statuses; an empty list matches no order. */
  readonly statuses?: readonly OrderStatus[];
  /** Part of an order id, client order id, venue order id or signal id. A to Z match a to z. */
  readonly text?: string;
  /** Earliest creation time, inclusive; UTC text as in the rows. */
  readonly createdFrom?: string;
  /** Latest creation time, exclusive; UTC text as in the rows. */
  readonly createdTo?: string;
  /** First creation position, inclusive. */
  readonly createdFromPosition?: number;
  /** Last creation position, exclusive. */
  readonly createdToPosition?: number;
  /** The order was created at one of these positions; an empty list matches no order. */
  readonly createdPositions?: readonly number[];
}

export interface OrderQuery {
  readonly filter?: OrderFilter;
  /**
   * Defaults to newest first. Rows that are equal stand in the order of their creation position, in the direction of
   * the last field. Text sorts by code point, and a decimal by its value. An absent value comes before every other
   * value.
   */
  readonly sort?: readonly { readonly field: OrderSortField; readonly descending: boolean }[];
  readonly offset?: number;
  /** How many rows at most; defaults to `orderQueryLimitMax`, which is also the largest limit. */
  readonly limit?: number;
}

export const orderQueryLimitMax = 10_000;

export interface OrderPage {
  readonly rows: readonly OrderView[];
  /** How many orders match the filter, whatever the page. */
  readonly total: number;
}

/** Which orders, in which order: a query without a page. */
export type OrderList = Pick<OrderQuery, 'filter' | 'sort'>;

export interface OrderStatistics {
  readonly orders: number;
  /** Orders in each status; a status without orders is absent. */
  readonly byStatus: Readonly<Partial<Record<OrderStatus, number>>>;
  /** Orders that each venue may still fill; a venue without such orders is absent. */
  readonly workingByVenue: Readonly<Record<VenueId, number>>;
  /** Quantity of all buy orders and of all sell orders, as decimals. */
  readonly buyQuantity: string;
  readonly sellQuantity: string;
  /** Quantity bought and sold by executions, and its value, as decimals. */
  readonly boughtQuantity: string;
  readonly soldQuantity: string;
  readonly boughtNotional: string;
  readonly soldNotional: string;
}

/** Orders with the same symbol, side and status. Decimals are text. */
export interface OrderLine {
  readonly symbol: Ticker;
  readonly side: Side;
  readonly status: OrderStatus;
  readonly orders: number;
  readonly quantity: string;
  readonly filledQuantity: string;
  readonly filledNotional: string;
}

/** Throws StoreReadError when the file can't be read or written; nothing has changed then. */
export interface OrderViewStore extends ProjectedRows<OrderView> {
  query(query: OrderQuery): OrderPage;
  /**
   * The creation positions of all orders that match, in the order of the sort. A position names its order as long as
   * the rows are not made again.
   */
  positions(list: OrderList): Float64Array<ArrayBuffer>;
  statistics(filter?: OrderFilter): OrderStatistics;
  /** Sums over all orders that match, by symbol, side and status. */
  lines(filter: OrderFilter): readonly OrderLine[];
}
