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
        /** The input's first characters, for input that could not be parsed. */
        readonly rawExcerpt?: string;
        readonly rawBytes?: number;
      };
    };
