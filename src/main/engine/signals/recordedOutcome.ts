/** What became of a signal that comes a second time. */
import { signalStream, type OrderId, type SignalId } from '../../../shared/kernel/ids.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { SignalOutcome } from './signalIntake.ts';
import type { EventStore } from '../events/eventStore.ts';

/** The outcome of a signal that was taken before, from the store. `made` is the order that it makes: a store that lost the signal may have that. */
export async function recordedOutcome(
  store: EventStore,
  handler: OrderCommandHandler,
  signalId: SignalId,
  made: OrderId,
): Promise<SignalOutcome> {
  let orderId: OrderId | undefined;
  for await (const event of store.read(signalStream(signalId))) {
    if (event.type === 'SignalRejected') return { type: 'rejected', reasons: event.data.reasons };
    if (event.type === 'SignalReceived') orderId = event.data.orderId;
  }
  const order = await handler.order(orderId ?? made);
  if (order === undefined) {
    return orderId === undefined ? { type: 'not_taken' } : { type: 'pending', orderId };
  }
  const { status, terms } = order;
  if (order.status === 'denied') return { type: 'denied', orderId: terms.orderId, reasons: order.reasons };
  return { type: 'ordered', orderId: terms.orderId, status };
}
