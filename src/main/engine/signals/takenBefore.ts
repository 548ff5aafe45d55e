/**
 * Answers a signal that an earlier run took, or that was taken long ago. The signal's record is read first: where its
 * stream can't be understood, nobody can say what becomes of its order.
 */
import {
  orderStream,
  signalStream,
  type OrderId,
  type SignalId,
  type StreamId,
} from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Acknowledgement, SignalOutcome, Submission } from './signalIntake.ts';
import type { EventStore } from '../events/eventStore.ts';

export interface TakenBeforeDependencies {
  readonly store: Pick<EventStore, 'head'>;
  /** Reads the outcome from the store; `made` is the order that the signal makes. */
  readonly outcomeOf: (signalId: SignalId, made: OrderId) => Promise<SignalOutcome>;
  /** Why a stream is set aside, as far as it has been read; undefined for a stream that is understood. */
  readonly refusalOn: (stream: StreamId) => Refusal | undefined;
}

export function takenBefore(
  { store, outcomeOf, refusalOn }: TakenBeforeDependencies,
  signalId: SignalId,
  made: OrderId,
): Submission {
  const refusal = (): Refusal | undefined =>
    refusalOn(signalStream(signalId)) ?? refusalOn(orderStream(made));
  const outcome = outcomeOf(signalId, made).then((found): SignalOutcome => {
    const reason = refusal();
    return reason === undefined ? found : { type: 'rejected', reasons: [reason] };
  });
  const acknowledged = outcome.then(
    (): Acknowledgement => {
      const reason = refusal();
      if (reason === undefined) return { type: 'duplicate', signalId };
      const { position } = store.head();
      return { type: 'refused', signalId, code: reason.code, reasons: [reason], position };
    },
    (error: unknown): Acknowledgement => ({
      type: 'unavailable',
      fault: {
        code: 'store_unreadable',
        message: `what is on record of ${signalId} can't be read: ${String(error)}`,
      },
    }),
  );
  return { acknowledged, outcome: outcome.catch((): SignalOutcome => ({ type: 'not_taken' })) };
}
