/** What can happen to a signal; the events of `signal-<id>` streams. */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { SignalRecord } from './signalRecord.ts';

export type SignalEvent =
  | {
      /** Durable before the producer is told that the signal was taken. */
      readonly type: 'SignalReceived';
      readonly data: {
        readonly signal: SignalRecord;
        /** The order this signal may become: fixed here, so that a retry after a crash can't make a second one. */
        readonly orderId: OrderId;
      };
    }
  | {
      /** Refused by intake or validation, with every reason. No order exists. */
      readonly type: 'SignalRejected';
      readonly data: {
        readonly reasons: readonly Refusal[];
        /** Where it stood: `signals.ndjson line 12`. Present for input that never became a SignalReceived. */
        readonly origin?: string;
        /** What is kept of an input that could not be parsed. */
        readonly raw?: RefusedInput;
      };
    };

/** Enough of an input to recognise it by, and to prove later which one it was. */
export interface RefusedInput {
  /** Its first characters. */
  readonly excerpt: string;
  readonly bytes: number;
  /** Of the whole input, lower-case hex; the first release did not keep it. */
  readonly sha256?: string;
}
