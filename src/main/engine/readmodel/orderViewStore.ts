/** Where the orders read model is kept; can always be rebuilt from the events. One contract suite for all implementations. */
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { Side } from '../../domain/order/orderTerms.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { ProjectedRows } from './projection.ts';

export const orderSortFields = [
  'createdAt',
  'updatedAt',
  'symbol',
  'side',
  'orderType',
  'quantity',
  /** The limit price, or the stop price of an order without one. */
  'price',
  'filledQuantity',
  'averagePrice',
  'status',
  'strategy',
  'venue',
  'acknowledgeMs',
  /** Of the last event. */
  'position',
] as const;
export type OrderSortField = (typeof orderSortFields)[number];

export interface OrderFilter {
  /** One of these; an empty list matches nothing. */
  readonly orderIds?: readonly string[];
  readonly symbol?: string;
  readonly account?: string;
  readonly strategy?: string;
  readonly venue?: string;
  readonly side?: Side;
  /** Only the orders that protect this one. */
  readonly parentOrderId?: string;
  /** One of these; an empty list matches nothing. */
  readonly statuses?: readonly OrderStatus[];
  /** Part of an order, client order, venue order or signal id; upper and lower case of A to Z are the same. */
  readonly text?: string;
  /** Creation time, inclusive, UTC text as in the rows. */
  readonly createdFrom?: string;
  /** Creation time, exclusive. */
  readonly createdTo?: string;
  /** Creation position, inclusive. */
  readonly createdFromPosition?: number;
  /** Creation position, exclusive. */
  readonly createdToPosition?: number;
}

export interface OrderQuery {
  readonly filter?: OrderFilter;
  /**
   * Defaults to newest first. Ties are broken by creation position, in the direction of the last field. Text sorts
   * by code point, decimals by value, and what is absent before everything else.
   */
  readonly sort?: readonly { readonly field: OrderSortField; readonly descending: boolean }[];
  readonly offset?: number;
  /** Rows at most; defaults to `orderQueryLimitMax` and is capped by it. */
  readonly limit?: number;
}

export const orderQueryLimitMax = 10_000;

export interface OrderPage {
  readonly rows: readonly OrderView[];
  /** Orders that match the filter, whatever the page. */
  readonly total: number;
}

export interface OrderStatistics {
  readonly orders: number;
  /** Statuses without orders are absent. */
  readonly byStatus: Readonly<Partial<Record<OrderStatus, number>>>;
  /** Orders that a venue may still fill; venues without any are absent. */
  readonly workingByVenue: Readonly<Record<string, number>>;
  /** Sums over orders as decimals: quantity to buy and to sell. */
  readonly buyQuantity: string;
  readonly sellQuantity: string;
  /** Sums over executions as decimals: quantity bought and sold, and their value. */
  readonly boughtQuantity: string;
  readonly soldQuantity: string;
  readonly boughtNotional: string;
  readonly soldNotional: string;
}

/** Throws StoreReadError when the file can't be read or written; nothing is changed then. */
export interface OrderViewStore extends ProjectedRows<OrderView> {
  query(query: OrderQuery): OrderPage;
  statistics(filter?: OrderFilter): OrderStatistics;
}
