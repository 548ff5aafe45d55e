/**
 * Cancels an order that the venue works although it has ended here. No command of the order fits that. So the cancel
 * goes directly to the venue, under the ids that the order has there, and is on record before it leaves.
 */
import { newCorrelationId, venueStream, type ClientOrderId } from '../../../../shared/kernel/ids.ts';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { formatDecimal, subtract } from '../../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { orderIdOfClient } from '../../../domain/order/clientOrderIds.ts';
import { isTerminal, isResting } from '../../../domain/order/orderState.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import type { EventStore } from '../../events/eventStore.ts';
import { newEvent } from '../../events/newEvent.ts';
import type { OperatorContext } from '../../operatorContext.ts';
import type { IdSource } from '../../ports.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';

export interface StrayCancelDependencies {
  readonly guard: VenueGuard;
  readonly handler: Pick<OrderCommandHandler, 'order'>;
  readonly store: EventStore;
  readonly ids: IdSource;
}

/** Resolves when the cancel was sent; the next comparison finds out what came of it. */
export async function cancelStray(
  { guard, handler, store, ids }: StrayCancelDependencies,
  clientOrderId: ClientOrderId,
  { actor, reason }: OperatorContext,
): Promise<Result<void, Refusal>> {
  const { venue } = guard;
  const orderId = orderIdOfClient(clientOrderId);
  const order = await handler.order(orderId);
  if (order === undefined) return err({ code: 'order_unknown', message: `order ${orderId} does not exist` });
  // An order that has not ended here is canceled by its own command.
  if (!isTerminal(order.status)) {
    const message = `order ${orderId} is ${order.status.replace('_', ' ')} here: cancel it as any other`;
    return err({ code: 'order_not_ended', message, actual: order.status });
  }
  try {
    const record = await guard.query((signal) => venue.queryOrder(clientOrderId, signal), neverAborted);
    if (record === undefined || !isResting(record.status)) {
      const message = `venue ${venue.id} does not work ${clientOrderId} any more`;
      return err({ code: 'nothing_to_cancel', message, actual: record?.status ?? 'not known there' });
    }
    const { venueOrderId, symbol } = record;
    const quantity = formatDecimal(subtract(record.quantity, record.filledQuantity));
    const data = { orderId, clientOrderId, venueOrderId, symbol, quantity, reason };
    const context = { correlationId: newCorrelationId(ids), actor };
    const event = newEvent({ type: 'StrayCancelRequested', data }, context, ids);
    const recorded = await store.append(venueStream(venue.id), [event], 'any');
    if (!recorded.ok) {
      const message =
        'the cancel could not be recorded and was not sent; the kill switch cancels all the same';
      return err({ code: 'store_unavailable', message });
    }
    const admitted = await guard.admit('cancel', neverAborted);
    if (!admitted.ok) return admitted;
    await admitted.value.tell((signal) => venue.cancel({ clientOrderId, venueOrderId, symbol }, signal));
    return ok();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return err({
      code: 'venue_no_answer',
      message: `the cancel may not have reached ${venue.id}: ${message}`,
    });
  }
}
