/** Reads from the store the first signal of a repeated id, and what became of it. */
import { signalStream, type OrderId, type SignalId } from '../../../shared/kernel/ids.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { signalFromRecord, type SignalRecord } from '../../domain/signal/signalRecord.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { SignalOutcome } from './signalIntake.ts';
import type { EventStore, StreamProjector } from '../events/eventStore.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';

interface Taken {
  readonly signal?: SignalRecord;
  readonly orderId?: OrderId;
  /** Why the signal was rejected. */
  readonly reasons?: readonly Refusal[];
}

const takenProjector: StreamProjector<Taken> = {
  initial: {},
  apply(taken, event) {
    if (event.type === 'SignalReceived') return { ...taken, ...event.data };
    if (event.type === 'SignalRejected') return { ...taken, reasons: event.data.reasons };
    return taken;
  },
};

/**
 * The outcome of a signal that was taken before. `made` is the order that the signal makes: a store that has lost the
 * signal may still have that order.
 */
export async function recordedOutcome(
  store: EventStore,
  handler: OrderCommandHandler,
  signalId: SignalId,
  made: OrderId,
): Promise<SignalOutcome> {
  const { orderId, reasons } = (await store.project(signalStream(signalId), takenProjector)) ?? {};
  if (reasons !== undefined) return { type: 'rejected', reasons };
  const order = await handler.recorded(orderId ?? made);
  if (order === undefined) {
    return orderId === undefined ? { type: 'not_taken' } : { type: 'pending', orderId };
  }
  const { status, terms } = order;
  if (order.status === 'denied') return { type: 'denied', orderId: terms.orderId, reasons: order.reasons };
  return { type: 'ordered', orderId: terms.orderId, status };
}

/** The signal that used the id first; undefined where none is on record, and where that one was refused. */
export async function recordedSignal(store: EventStore, signalId: SignalId): Promise<Signal | undefined> {
  const { signal, reasons } = (await store.project(signalStream(signalId), takenProjector)) ?? {};
  return signal === undefined || reasons !== undefined ? undefined : signalFromRecord(signal);
}
