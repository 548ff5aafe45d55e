/** The port of the reading side: questions about orders, answered from rows that follow the log of events. */
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { OrderFilter, OrderPage, OrderQuery, OrderStatistics } from '../readmodel/orderViewStore.ts';

/** An answer, and the position up to which it holds all events. A commit is in it as a whole or not at all. */
export interface AsOf {
  readonly position: number;
}

/** The first rows of a query together with the sums of all rows that match, all at one position. */
export interface Blotter {
  readonly rows: readonly OrderView[];
  /** Over all orders that match. */
  readonly totals: OrderStatistics;
  /** How many orders there are, whether they match or not. */
  readonly orders: number;
}

/** Each kind of question: what is asked, and what is answered. Both cross threads as data. */
export interface OrderQuestions {
  readonly page: { readonly asked: OrderQuery; readonly answer: OrderPage };
  readonly blotter: { readonly asked: OrderQuery; readonly answer: Blotter };
  readonly totals: { readonly asked: OrderFilter; readonly answer: OrderStatistics };
  readonly order: { readonly asked: string; readonly answer: OrderView | undefined };
  /** An order as it was right after the event of that position. */
  readonly orderAt: {
    readonly asked: { readonly orderId: string; readonly position: number };
    readonly answer: OrderView | undefined;
  };
  /** The events of an order and of its signal, by position. */
  readonly orderEvents: { readonly asked: string; readonly answer: readonly StoredEvent[] };
}
export type OrderQuestion = keyof OrderQuestions;

export interface Answered<Value> extends AsOf {
  readonly value: Value;
}
