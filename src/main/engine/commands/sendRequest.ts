/** Sends a cancel or replace that is durable; what goes wrong on the way shows in the order. */
import { neverCanceled } from '../../../shared/kernel/cancelSignal.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Order } from '../../domain/order/orderState.ts';
import type { EventContext } from '../events/storedEvent.ts';
import { VenueCallError, type Logger } from '../ports.ts';
import type { Reconciler } from '../recovery/reconciler.ts';
import type { VenueGuard } from '../resilience/venueGuard.ts';
import type { LeaveGate } from '../trading/leaveGate.ts';
import type { OrderCommandHandler } from './orderCommandHandler.ts';

export interface SendDependencies {
  readonly handler: OrderCommandHandler;
  readonly guardOf: (order: Order) => VenueGuard;
  readonly reconciler: Reconciler;
  readonly gate: LeaveGate;
  readonly logger: Logger;
}

export type PendingOrder = Extract<Order, { status: 'pending_cancel' | 'pending_replace' }>;

export async function sendRequest(
  { handler, guardOf, reconciler, gate, logger }: SendDependencies,
  order: PendingOrder,
  context: EventContext,
): Promise<void> {
  const { orderId } = order.terms;
  try {
    await callVenue(guardOf(order), gate, order);
  } catch (error) {
    const sent = !(error instanceof VenueCallError) || error.sent;
    logger.log('warn', 'request to the venue failed', { orderId, sent, error: String(error) });
    if (sent) {
      reconciler.check(orderId);
      return;
    }
    const reason = error instanceof Error ? error.message : String(error);
    const type = order.status === 'pending_replace' ? 'RecordReplaceRejection' : 'RecordCancelRejection';
    await handler.handle({
      orderId,
      command: { type, evidence: 'engine', code: 'not_sent', reason: `not sent: ${reason}` },
      context,
    });
  }
}

async function callVenue(guard: VenueGuard, gate: LeaveGate, order: PendingOrder): Promise<void> {
  const { clientOrderId, venueOrderId, terms } = order;
  invariant(clientOrderId !== undefined, 'an order with a request pending was submitted');
  const { symbol } = terms;
  const admitted = await guard.admit('cancel', neverCanceled);
  if (!admitted.ok) throw new VenueCallError('not_connected', false, admitted.error.message);
  if (order.status === 'pending_replace') {
    // It may have waited while its scope was halted.
    const halted = gate.amendRefusal(order, order.requested);
    if (halted !== undefined) {
      admitted.value.release();
      throw new VenueCallError('not_connected', false, halted.message);
    }
  }
  await admitted.value.call((signal) => {
    if (order.status === 'pending_cancel') {
      const known = venueOrderId !== undefined && { venueOrderId };
      return guard.venue.cancel({ clientOrderId, symbol, ...known }, signal);
    }
    const { clientOrderId: newClientOrderId, ...change } = order.requested;
    return guard.venue.replace({ clientOrderId, newClientOrderId, symbol, ...change }, signal);
  });
}
