/**
 * After the store was rolled back, a new order may have the id of an order that left before. Both have the same client
 * order id, so the engine asks the venue for that id before it sends anything.
 */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { ClientOrderId, OrderId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { clientOrderIdOf } from '../../domain/order/clientOrderIds.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import type { VenueGuard } from '../resilience/venueGuard.ts';

export const hasItAlready = 'not sent: the venue has it already, from before the store was rolled back';

/** The commands that record such an order as sent and in doubt: only the venue can say what became of it. */
export function takingOver(orderId: OrderId, reason: string): readonly OrderCommand[] {
  return [
    { type: 'BeginSubmission', clientOrderId: clientOrderIdOf(orderId, 0) },
    { type: 'MarkInDoubt', reason },
  ];
}

/** Says whether the venue has the order; a refusal `venue_no_answer` where the venue does not say. */
export async function hasLeftBefore(
  guard: VenueGuard,
  clientOrderId: ClientOrderId,
  signal: AbortSignalLike,
): Promise<Result<boolean, Refusal>> {
  const { venue } = guard;
  try {
    const record = await guard.query((inner) => venue.queryOrder(clientOrderId, inner), signal);
    return ok(record !== undefined);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `the store was rolled back, and venue ${venue.id} does not say whether it has the order already: ${why}`;
    return err({ code: 'venue_no_answer', message, field: 'venue' });
  }
}
