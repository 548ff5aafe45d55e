/** Sends a cancel or replace that is durable already. The order shows it when the sending fails. */
import { neverAborted } from '../../../shared/kernel/abortSignal.ts';
import type { OrderId, VenueId } from '../../../shared/kernel/ids.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { PendingOrder } from '../../domain/order/orderState.ts';
import type { EventContext } from '../events/storedEvent.ts';
import { VenueCallError, type Logger } from '../ports.ts';
import { amendRefusal, type AmendDoor } from './amendRefusal.ts';
import type { OrderCommandHandler } from './orderCommandHandler.ts';

/** What the parts that send and settle requests at venues need. */
export interface CommandsDependencies extends AmendDoor {
  readonly handler: OrderCommandHandler;
  readonly ackTimeoutMsOf: (venue: VenueId) => number;
  readonly logger: Logger;
}

export interface SendDependencies extends CommandsDependencies {
  /** Finds out what became of requests without an outcome. */
  readonly resolver: {
    check(orderId: OrderId): void;
    expectOutcome(orderId: OrderId, withinMs: number): void;
  };
}

/** Sends the pending request of the order `requested`, which is the order right after its request. */
export async function sendRequest(
  dependencies: SendDependencies,
  requested: PendingOrder,
  context: EventContext,
): Promise<void> {
  const { handler, resolver, logger } = dependencies;
  const { orderId } = requested.terms;
  try {
    await callVenue(dependencies, requested);
  } catch (error) {
    const sent = !(error instanceof VenueCallError) || error.sent;
    logger.log('warn', 'request to the venue failed', { orderId, sent, error: String(error) });
    // A cancel reduces risk whenever it arrives, so it stays requested and leaves once the venue can be reached.
    const waits = requested.status === 'pending_cancel' && !isRefused(error);
    if (sent || waits) {
      resolver.check(orderId);
      return;
    }
    // An earlier request of the same kind may have arrived, so only its outcome may end this one.
    if (requested.attempts > 1) return;
    const reason = error instanceof Error ? error.message : String(error);
    const type = requested.status === 'pending_replace' ? 'RecordReplaceRejection' : 'RecordCancelRejection';
    await handler.handle({
      orderId,
      command: { type, evidence: 'engine', code: 'not_sent', reason: `not sent: ${reason}` },
      context,
    });
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof VenueCallError && error.failure === 'refused';
}

async function callVenue(dependencies: SendDependencies, requested: PendingOrder): Promise<void> {
  const { handler, guardOf, ackTimeoutMsOf, resolver } = dependencies;
  const guard = guardOf(requested);
  const admitted = await guard.admit('cancel', neverAborted);
  if (!admitted.ok) throw new VenueCallError('not_connected', false, admitted.error.message);
  // The request may have waited long, so the order is read again.
  const order = await handler.order(requested.terms.orderId);
  if (order?.status !== requested.status || order.attempts !== requested.attempts) {
    admitted.value.release();
    return;
  }
  const { clientOrderId, venueOrderId, terms } = order;
  invariant(clientOrderId !== undefined, 'an order with a request pending was submitted');
  const { orderId, symbol } = terms;
  resolver.expectOutcome(orderId, ackTimeoutMsOf(guard.venue.id));
  await admitted.value.tell(async (signal) => {
    if (order.status === 'pending_cancel') {
      const known = venueOrderId !== undefined && { venueOrderId };
      return guard.venue.cancel({ clientOrderId, symbol, ...known }, signal);
    }
    // The amend may have waited, or this may be another try: by now its scope may be halted, or the breaker open.
    const { requested: wanted } = order;
    const refusal = amendRefusal(dependencies, order, wanted);
    if (refusal !== undefined) throw new VenueCallError('refused', false, refusal.message);
    const { clientOrderId: newClientOrderId, ...change } = wanted;
    const mayLeave = (): boolean => amendRefusal(dependencies, order, wanted) === undefined;
    return guard.venue.replace({ clientOrderId, newClientOrderId, symbol, ...change }, signal, mayLeave);
  });
}
