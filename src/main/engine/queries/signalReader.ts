/** The port of the signals screen: which signals there are, their rows, and which have changed. */
import type { Answered } from './orderReader.ts';
import type { SignalFilter, SignalSort } from '../readmodel/signals/signalViewStore.ts';
import type { SignalView } from '../readmodel/signals/signalView.ts';

export interface SignalListQuery {
  readonly filter: SignalFilter;
  /** Without a field the newest come first. */
  readonly sort: readonly SignalSort[];
}

export interface SignalList {
  /** Positions of receipt of all signals that match, in the order of the sort. */
  readonly positions: Float64Array<ArrayBuffer>;
  /** How many signals there are, whether they match or not. */
  readonly total: number;
}

export interface SignalChanges {
  /** Rows with an event after the position; at most `signalChangesMax` of them. */
  readonly rows: readonly SignalView[];
  readonly total: number;
}

/** With as many changes the list is asked for anew. */
export const signalChangesMax = 5_000;

/** Each kind of question: what is asked, and what is answered. Both cross threads as data. */
export interface SignalQuestions {
  readonly signalList: { readonly asked: SignalListQuery; readonly answer: SignalList };
  readonly signalRows: { readonly asked: readonly number[]; readonly answer: readonly SignalView[] };
  readonly signalChanges: { readonly asked: number; readonly answer: SignalChanges };
  readonly signal: { readonly asked: string; readonly answer: SignalView | undefined };
}
export type SignalQuestion = keyof SignalQuestions;

/**
 * Answers hold every event up to their own position. That position is behind the log's while the rows are made for the
 * first time, and nobody waits for it. Promises reject with StoreReadError.
 */
export interface SignalReader {
  askSignals<Question extends SignalQuestion>(
    question: Question,
    asked: SignalQuestions[Question]['asked'],
  ): Promise<Answered<SignalQuestions[Question]['answer']>>;
}
