import { signalStream, type OrderId, type SignalId } from '../../../shared/kernel/ids.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { SignalOutcome } from './signalIntake.ts';
import type { EventStore } from '../events/eventStore.ts';

/** The outcome of a signal that was taken before, from the store. */
export async function recordedOutcome(
  store: EventStore,
  handler: OrderCommandHandler,
  signalId: SignalId,
): Promise<SignalOutcome> {
  let orderId: OrderId | undefined;
  for await (const event of store.read(signalStream(signalId))) {
    if (event.type === 'SignalRejected') return { type: 'rejected', reasons: event.data.reasons };
    if (event.type === 'SignalReceived') orderId = event.data.orderId;
  }
  if (orderId === undefined) return { type: 'not_taken' };
  const order = await handler.order(orderId);
  if (order === undefined) return { type: 'pending', orderId };
  if (order.status === 'denied') return { type: 'denied', orderId, reasons: order.reasons };
  return { type: 'ordered', orderId, status: order.status };
}
