/** Reads from the store what became of a signal that comes a second time. */
import { signalStream, type OrderId, type SignalId } from '../../../shared/kernel/ids.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { SignalOutcome } from './signalIntake.ts';
import type { EventStore, StreamProjector } from '../events/eventStore.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';

interface Taken {
  readonly orderId?: OrderId;
  /** Why the signal was rejected. */
  readonly reasons?: readonly Refusal[];
}

const takenProjector: StreamProjector<Taken> = {
  initial: {},
  apply(taken, event) {
    if (event.type === 'SignalReceived') return { ...taken, orderId: event.data.orderId };
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
