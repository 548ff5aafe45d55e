/** What can happen to a signal: the events of `signal-<id>` streams. */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { SignalRecord } from './signalRecord.ts';

export interface SignalEventData {
  /** Durable before the producer is told that the signal was taken. */
  readonly SignalReceived: {
    readonly signal: SignalRecord;
    /**
     * The order that this signal may become. It is fixed here, so that a retry after a crash can't make a second order.
     */
    readonly orderId: OrderId;
    /** Where the input stood: `signals.ndjson line 12`. Present where the producer named the place. */
    readonly origin?: string;
  };
  /** Intake or validation refused the signal, with every reason. No order exists. */
  readonly SignalRejected: {
    readonly reasons: readonly Refusal[];
    /** Where the input stood: `signals.ndjson line 12`. Present where the producer named the place. */
    readonly origin?: string;
    /** The kept part of an input that could not be parsed. */
    readonly raw?: RefusedInput;
  };
}

export type SignalEventType = keyof SignalEventData;
export type SignalEvent = {
  readonly [T in SignalEventType]: { readonly type: T; readonly data: SignalEventData[T] };
}[SignalEventType];

/** Enough of an input to recognize it, and to prove later which input it was. */
export interface RefusedInput {
  /** The first characters of the input. */
  readonly excerpt: string;
  readonly bytes: number;
  /** SHA-256 of the whole input, lower-case hex; the first release did not keep it. */
  readonly sha256?: string;
}
