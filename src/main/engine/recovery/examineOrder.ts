/**
 * Asks the venue about one order, under every id that the order may have there, and records what the store did not
 * know.
 */
import { type ClientOrderId, correlationOf, engineActor, type OrderId } from '../../../shared/kernel/ids.ts';
import { neverAborted } from '../../../shared/kernel/abortSignal.ts';
import { clientOrderIdOf, replaceNumberOf } from '../../domain/order/clientOrderIds.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import { evolveOrder } from '../../domain/order/evolveOrder.ts';
import type { Order } from '../../domain/order/orderState.ts';
import type { ReconciliationDifference } from '../../domain/venue/venueEvents.ts';
import type { CommandResult, OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import { isOrderEvent } from '../orders/projectOrder.ts';
import type { VenueOrderRecord } from '../ports.ts';
import type { VenueGuard } from '../resilience/venueGuard.ts';
import { compareOrder, type VenueAccount } from './compareOrder.ts';
import { disagreements } from './disagreements.ts';

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

/** `order` is the order as the caller has just read it. */
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
  const now = await dependencies.handler.order(order.terms.orderId);
  const { record } = account;
  if (now === undefined) return { answer: 'found', record, differences: [] };
  return {
    answer: 'found',
    record,
    differences: await correct(dependencies.handler, now, account, now === order),
  };
}

/** Records the facts that the store lacks, and names the differences that no fact can mend. */
async function correct(
  handler: OrderCommandHandler,
  before: Order,
  account: VenueAccount,
  unchanged: boolean,
): Promise<readonly ReconciliationDifference[]> {
  const { orderId } = before.terms;
  const { clientOrderId } = account.record;
  const differences: ReconciliationDifference[] = [];
  let expected = before;
  for (const { kind, command, detail } of compareOrder(before, account, unchanged)) {
    const result = await recordFact(handler, orderId, command);
    // Another message of the venue has brought the same fact meanwhile.
    if (result.ok && result.value.events.length === 0) continue;
    if (result.ok) expected = result.value.events.filter(isOrderEvent).reduce<Order>(evolveOrder, expected);
    differences.push({ kind, orderId, clientOrderId, detail, resolved: result.ok });
  }
  const after = (await handler.order(orderId)) ?? expected;
  const still = unchanged && isSameState(expected, after);
  for (const { kind, detail } of disagreements(after, account.record, still)) {
    differences.push({ kind, orderId, clientOrderId, detail, resolved: false });
    // Where an operator's settlement has ended the order here, the venue contradicts it: that is recorded, and raises
    // an alert.
    if (kind === 'works_there') {
      const { venueOrderId } = account.record;
      const command = { type: 'RecordReinstatement', evidence: 'reconciliation', venueOrderId } as const;
      await recordFact(handler, orderId, { ...command, reason: detail });
    }
  }
  return differences;
}

/** Whether nothing but the facts that were recorded here has changed the order. */
function isSameState(expected: Order, after: Order): boolean {
  return (
    expected.status === after.status &&
    expected.clientOrderId === after.clientOrderId &&
    expected.executions.size === after.executions.size &&
    expected.filledNotional === after.filledNotional
  );
}

/** All ids under which the venue may know the order, newest first: the outcome of any replace may have been lost. */
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

export function recordFact(
  handler: OrderCommandHandler,
  orderId: OrderId,
  command: OrderCommand,
): Promise<CommandResult> {
  const context = { correlationId: correlationOf(orderId), actor: reconciliationActor };
  return handler.handle({ orderId, command, context });
}
