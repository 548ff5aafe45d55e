/** The line that answers a signal, in the words of every intake. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { orderStream, signalStream, type SignalId } from '../../../shared/kernel/ids.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { SignalOutcome } from '../../engine/signals/signalIntake.ts';
import type { TakenRecord } from './takeRecord.ts';

/** What an intake needs of the engine. */
export type IntakeEngine = Pick<Engine, 'intake' | 'store'>;

export type SignalAnswer =
  | {
      readonly type: 'acknowledged';
      readonly signalId: string;
      readonly orderId: string;
      /** Position of the event that made the signal durable; for a duplicate, of the first signal's event. */
      readonly position: number;
      /** A signal with this id was taken before, so this one makes no second order. */
      readonly duplicate?: true;
      readonly line: number;
    }
  | {
      readonly type: 'refused';
      /** Absent where the input names no id that can be read. */
      readonly signalId?: string;
      readonly code: string;
      readonly reasons: readonly Refusal[];
      /** Position of the refusal on record; absent when the engine could not take the signal at all. */
      readonly position?: number;
      readonly duplicate?: true;
      readonly line: number;
    };

/** Reads the answer of a repeated id from the store. Resolves once that first signal has its outcome. */
export async function answerTo(record: TakenRecord, store: EventStore): Promise<SignalAnswer> {
  const { line, taken, outcome } = record;
  switch (taken.type) {
    case 'acknowledged': {
      const { signalId, orderId, position } = taken;
      return { type: 'acknowledged', signalId, orderId, position, line };
    }
    case 'duplicate':
      return answerOfFirst(line, taken.signalId, await outcome, store);
    case 'refused': {
      const { signalId, code, reasons, position } = taken;
      return { type: 'refused', ...(signalId !== undefined && { signalId }), code, reasons, position, line };
    }
    case 'unavailable':
      return notTaken(record, taken.fault);
    default:
      return assertNever(taken);
  }
}

/** The answer to a signal that is not on record and may be sent again. */
export function notTaken(
  { line, signalId }: Pick<TakenRecord, 'line' | 'signalId'>,
  { code, message }: Pick<Fault, 'code' | 'message'>,
): SignalAnswer {
  const reasons = [{ code, message }];
  return { type: 'refused', ...(signalId !== undefined && { signalId }), code, reasons, line };
}

/** A repeated id gets the answer that the first signal got. */
async function answerOfFirst(
  line: number,
  signalId: SignalId,
  outcome: SignalOutcome,
  store: EventStore,
): Promise<SignalAnswer> {
  let acknowledged: SignalAnswer | undefined;
  for await (const event of store.read(signalStream(signalId))) {
    if (event.type === 'SignalRejected') {
      const { reasons } = event.data;
      const code = reasons[0]?.code ?? 'refused';
      return { type: 'refused', signalId, code, reasons, position: event.position, duplicate: true, line };
    }
    if (event.type !== 'SignalReceived') continue;
    const { orderId } = event.data;
    acknowledged = {
      type: 'acknowledged',
      signalId,
      orderId,
      position: event.position,
      duplicate: true,
      line,
    };
  }
  if (acknowledged !== undefined) return acknowledged;
  // A store that was rolled back has lost the signal. Its order was taken in from the venue's record.
  if (outcome.type === 'ordered') {
    const { orderId } = outcome;
    for await (const { position } of store.read(orderStream(orderId))) {
      return { type: 'acknowledged', signalId, orderId, position, duplicate: true, line };
    }
  }
  const message = 'the engine could not keep the signal, and it may be sent again';
  return notTaken({ line, signalId }, { code: 'not_taken', message });
}
