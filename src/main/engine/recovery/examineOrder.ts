/** Asks the venue about one order, by every id it may have there, and records what ours did not know. */
import { type ClientOrderId, correlationOf, engineActor, type OrderId } from '../../../shared/kernel/ids.ts';
import { formatDecimal } from '../../../shared/kernel/decimal.ts';
import { neverAborted } from '../../../shared/kernel/abortSignal.ts';
import { clientOrderIdOf, replaceNumberOf } from '../../domain/order/clientOrderIds.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import type { Order } from '../../domain/order/orderState.ts';
import type { ReconciliationDifference } from '../../domain/venue/venueEvents.ts';
import type { CommandResult, OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { VenueOrderRecord } from '../ports.ts';
import type { VenueGuard } from '../resilience/venueGuard.ts';
import { compareOrder, type VenueAccount } from './reconciliation/compareOrder.ts';

export type Examination =
  | {
      readonly answer: 'found';
      readonly record: VenueOrderRecord;
      readonly differences: readonly ReconciliationDifference[];
    }
  | { readonly answer: 'unknown_order'; readonly asked: readonly ClientOrderId[] }
  | { readonly answer: 'no_answer'; readonly asked: readonly ClientOrderId[]; readonly detail: string };

export interface ExamineDependencies {
  readonly handler: OrderCommandHandler;
  readonly guardOf: (order: Order) => VenueGuard;
}

export const reconciliationActor = engineActor('reconciliation');

/** `order` as it was just read. */
export async function examineOrder(dependencies: ExamineDependencies, order: Order): Promise<Examination> {
  const guard = dependencies.guardOf(order);
  const asked = idsOf(order);
  let account: VenueAccount | undefined;
  try {
    account = await lookUp(guard, asked);
  } catch (error) {
    return { answer: 'no_answer', asked, detail: error instanceof Error ? error.message : String(error) };
  }
  if (account === undefined) return { answer: 'unknown_order', asked };
  const { record } = account;
  const { orderId } = order.terms;
  const now = await dependencies.handler.order(orderId);
  const differences: ReconciliationDifference[] = [];
  if (now === undefined) return { answer: 'found', record, differences };
  for (const { kind, command, detail } of compareOrder(now, account, now === order)) {
    const result = await recordFact(dependencies.handler, orderId, command);
    // A message that came by itself meanwhile has said it already.
    if (result.ok && result.value.events.length === 0) continue;
    differences.push({ kind, orderId, clientOrderId: record.clientOrderId, detail, resolved: result.ok });
  }
  const mismatch = await quantityMismatch(dependencies.handler, orderId, account);
  return { answer: 'found', record, differences: mismatch ? [...differences, mismatch] : differences };
}

/** All ids the venue may know it by, the newest first; the outcome of any replace may have been lost. */
function idsOf({ terms, clientOrderId, replaceCount }: Order): readonly ClientOrderId[] {
  const count = Math.max(replaceCount, replaceNumberOf(clientOrderId));
  return Array.from({ length: count + 1 }, (_one, back) => clientOrderIdOf(terms.orderId, count - back));
}

async function lookUp(guard: VenueGuard, ids: readonly ClientOrderId[]): Promise<VenueAccount | undefined> {
  const { venue } = guard;
  for (const clientOrderId of ids) {
    const record = await guard.query((signal) => venue.queryOrder(clientOrderId, signal), neverAborted);
    if (record === undefined) continue;
    const executions = await guard.query(
      (signal) => venue.executions({ clientOrderId: record.clientOrderId }, signal),
      neverAborted,
    );
    return { record, executions };
  }
  return undefined;
}

/** Quantity that the venue counts as filled, and that none of its executions explains. */
async function quantityMismatch(
  handler: OrderCommandHandler,
  orderId: OrderId,
  { record }: VenueAccount,
): Promise<ReconciliationDifference | undefined> {
  const order = await handler.order(orderId);
  // Less there than here: fills that came while we asked.
  if (order === undefined || record.filledQuantity <= order.filledQuantity) return undefined;
  const [ours, venue] = [formatDecimal(order.filledQuantity), formatDecimal(record.filledQuantity)];
  return {
    kind: 'filled_quantity',
    orderId,
    clientOrderId: record.clientOrderId,
    detail: `${ours} filled by its executions, ${venue} by the venue's count`,
    resolved: false,
  };
}

export function recordFact(
  handler: OrderCommandHandler,
  orderId: OrderId,
  command: OrderCommand,
): Promise<CommandResult> {
  const context = { correlationId: correlationOf(orderId), actor: reconciliationActor };
  return handler.handle({ orderId, command, context });
}
