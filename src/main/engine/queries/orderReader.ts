/** The port of the reading side: questions about orders, answered from rows that follow the log of events. */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
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
  /** The creation positions of all orders that match, in the order of the sort. */
  readonly positions: { readonly asked: OrderList; readonly answer: Float64Array<ArrayBuffer> };
  readonly blotter: { readonly asked: OrderQuery; readonly answer: Blotter };
  readonly totals: { readonly asked: OrderFilter; readonly answer: OrderStatistics };
  /** Sums over all orders that match, by symbol, side and status. */
  readonly lines: { readonly asked: OrderFilter; readonly answer: readonly OrderLine[] };
  readonly order: { readonly asked: string; readonly answer: OrderView | undefined };
  /** An order as it was right after the event of that position. */
  readonly orderAt: {
    readonly asked: { readonly orderId: OrderId; readonly position: number };
    readonly answer: OrderView | undefined;
  };
  /** The events of an order and of its signal, by position. */
  readonly orderEvents: { readonly asked: string; readonly answer: readonly StoredEvent[] };
}
export type OrderQuestion = keyof OrderQuestions;

export interface Answered<Value> extends AsOf {
  readonly value: Value;
}

/** Bounds the questions that wait for an answer. Further ones are refused with `reader_busy`. */
export const waitingQuestionsMax = 1_000;
export const readerBusy: Fault = {
  code: 'reader_busy',
  message: `${waitingQuestionsMax} questions wait for the read models; try again`,
};

/**
 * Follows the log by itself, in this thread or in another, and never takes part in a decision. Promises reject with
 * StoreReadError.
 */
export interface OrderReader {
  /** All events up to this position are in the rows, as far as this thread knows. */
  readonly position: number;
  /** The position that the rows held when they were opened: so far the store has been. */
  readonly opened: number;
  /**
   * Called once, before anything else. With `anew` the rows were made from another store and are forgotten; it resolves
   * once they are. Rows that are newer than the store are forgotten in any case.
   */
  start(anew: boolean): Promise<void>;
  /** Says that all events up to this position are on disk: the end of a commit. */
  follow(head: number): void;
  /** Answers once the rows hold all events up to `atLeast`. */
  ask<Question extends OrderQuestion>(
    question: Question,
    asked: OrderQuestions[Question]['asked'],
    atLeast: number,
  ): Promise<Answered<OrderQuestions[Question]['answer']>>;
  /** Calls back when the rows were made anew: any row may differ from an earlier answer. */
  onRebuilt(listener: () => void): () => void;
  /** Why questions are not answered now; undefined while they are. */
  fault(): Fault | undefined;
  /** Writes the rows that wait, and closes everything. */
  close(): Promise<void>;
}
