/**
 * The port to the desk as it stood. Every question works for a moment at most. A far position takes several: the answer
 * then says how far the events were read, and the same question again goes on from there. Promises reject with
 * StoreReadError; `position_unknown` for a position after the last event.
 */
import type { OrderFilter, OrderPage } from '../readmodel/orderViewStore.ts';
import type { DeskAt } from './deskAt.ts';
import type { DeskDifference } from './deskDifference.ts';

export type PastAnswer<Value> =
  | { readonly done: true; readonly value: Value }
  /** The events up to `reached` are read. */
  | { readonly done: false; readonly reached: number };

export interface OrdersAtQuery {
  readonly position: number;
  /** Only orders that had not ended. */
  readonly open: boolean;
  readonly filter?: OrderFilter;
  readonly offset: number;
  readonly limit: number;
}

export interface Comparison {
  readonly from: number;
  /** Not before `from`. */
  readonly to: number;
}

export interface PastDesk {
  deskAt(position: number): Promise<PastAnswer<DeskAt>>;
  /** Newest first. */
  ordersAt(query: OrdersAtQuery): Promise<PastAnswer<OrderPage>>;
  compare(comparison: Comparison): Promise<PastAnswer<DeskDifference>>;
}
