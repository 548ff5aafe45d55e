/**
 * Compares the venue's record of an order with ours. Returns the facts that ours lacks, each with the kind of
 * difference that it settles. Pure; nothing is guessed.
 */
import { add, formatDecimal, maximum, zero } from '../../../shared/kernel/decimal.ts';
import { replaceNumberOf } from '../../domain/order/clientOrderIds.ts';
import { restatementOf } from '../../domain/order/decide/restateOrder.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import { isResting, isTerminal, type Order } from '../../domain/order/orderState.ts';
import type { DifferenceKind } from '../../domain/venue/venueEvents.ts';
import type { VenueExecutionRecord, VenueOrderRecord } from '../ports.ts';
import { factOf, isAsMade, isRecorded } from '../commands/executionFacts.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';

/** An order as the venue has it at the moment when it was asked. */
export interface VenueAccount {
  readonly record: VenueOrderRecord;
  readonly executions: readonly VenueExecutionRecord[];
}

export interface Correction {
  readonly kind: DifferenceKind;
  readonly command: OrderCommand;
  readonly detail: string;
}

const evidence = 'reconciliation' as const;

/**
 * The facts in the order in which they must be recorded. `unchanged` says that the order did not change here while the
 * venue was asked. Only then does an older state at the venue mean a difference, and not a message that has not arrived
 * yet.
 */
export function compareOrder(
  order: Order,
  { record, executions }: VenueAccount,
  unchanged: boolean,
): readonly Correction[] {
  const corrections: Correction[] = [];
  const { venueOrderId } = record;
  const isOpenThere = isResting(record.status);
  // The venue's record has a gap: what it said before the gap does not contradict what was found out later.
  const isWhole = record.untold === undefined;
  if (record.status !== 'rejected' && order.venueOrderId === undefined) {
    corrections.push({
      kind: 'lost_acceptance',
      command: { type: 'RecordAcceptance', evidence, venueOrderId },
      detail: `the venue has it as ${venueOrderId}`,
    });
  }
  if (isTerminal(order.status) && order.status !== 'filled' && isOpenThere && unchanged && isWhole) {
    const reason = `it was ${order.status} here, and the venue reports it ${record.status}`;
    corrections.push({
      kind: 'works_there',
      command: { type: 'RecordReinstatement', evidence, venueOrderId, reason },
      detail: reason,
    });
  }
  const replaced = replacementOf(order, record);
  if (replaced !== undefined) corrections.push(replaced);
  else if (unchanged && isWhole) corrections.push(...restatedIn(order, record));
  const lost = executions.filter((execution) => !isRecorded(order, execution));
  for (const execution of lost) corrections.push(lostExecution(execution));
  // A filled order may be open again without an execution.
  const mayBeOpen = !isTerminal(order.status) || lost.some((execution) => !isAsMade(execution));
  // An order that ended with more filled than its executions add up to is not settled: some executions have not come.
  if (mayBeOpen && isAccountedFor(order, { record, executions })) corrections.push(...endingOf(record));
  if (record.status === 'filled' && replaced === undefined) corrections.push(...tooLate(order, record));
  return corrections;
}

function isAccountedFor(order: Order, { record, executions }: VenueAccount): boolean {
  const reported = executions.reduce((sum, { quantity }) => add(sum, quantity), zero);
  return record.filledQuantity <= maximum(order.filledQuantity, reported);
}

function lostExecution(execution: VenueExecutionRecord): Correction {
  const command = factOf(execution);
  const { executionId, quantity, price } = execution;
  const name = `execution ${executionId}`;
  if (command.type === 'RecordBust') return { kind: 'lost_bust', command, detail: `${name} was taken back` };
  const detail = `${name}: ${formatDecimal(quantity)} at ${formatDecimal(price)}`;
  return { kind: command.type === 'RecordFill' ? 'lost_fill' : 'lost_correction', command, detail };
}

/** The venue knows the order under an id that a replace was to give it. */
function replacementOf(order: Order, record: VenueOrderRecord): Correction | undefined {
  const { clientOrderId, quantity, limitPrice, stopPrice } = record;
  if (replaceNumberOf(clientOrderId) <= replaceNumberOf(order.clientOrderId)) return undefined;
  return {
    kind: 'lost_replace',
    command: {
      type: 'RecordReplace',
      evidence,
      clientOrderId,
      venueOrderId: record.venueOrderId,
      quantity,
      ...(limitPrice !== undefined && { limitPrice }),
      ...(stopPrice !== undefined && { stopPrice }),
    },
    detail: `the venue has it as ${clientOrderId} with quantity ${formatDecimal(quantity)}`,
  };
}

/** The venue works the order with other terms, which no known replace has given it. */
function restatedIn(order: Order, record: VenueOrderRecord): readonly Correction[] {
  if (isTerminal(order.status) || !(isResting(record.status) || record.status === 'filled')) return [];
  const { quantity, limitPrice, stopPrice } = record;
  const command = {
    type: 'RecordRestatement',
    evidence,
    quantity,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
    reason: "found in the venue's record",
  } as const;
  const restated = restatementOf(command, { evidence }, order);
  if (restated === undefined) return [];
  const { before, ...now } = restated.data;
  const [was, is] = [before, now].map((terms) => `${terms.quantity} at ${terms.limitPrice ?? 'market'}`);
  const stop =
    before.stopPrice === now.stopPrice ? '' : `, stop ${now.stopPrice} and not ${before.stopPrice}`;
  const detail = `the venue works ${is}${stop}, not ${was}`;
  return [{ kind: 'lost_restatement', command, detail }];
}

/**
 * The venue has filled the order under the id from before the replace. So the replace can't come any more, nor the
 * cancel after it.
 */
function tooLate(order: Order, { clientOrderId }: VenueOrderRecord): readonly Correction[] {
  const isCanceling = order.status === 'pending_cancel' && order.replacing !== undefined;
  if (order.status !== 'pending_replace' && !isCanceling) return [];
  const reason = `the venue has filled it as ${clientOrderId}, without the replace`;
  const refusal = { evidence, code: 'filled', reason } as const;
  const correction = { kind: 'lost_replace', detail: reason } as const;
  return [
    { ...correction, command: { type: 'RecordReplaceRejection', ...refusal } },
    ...(isCanceling
      ? [{ ...correction, command: { type: 'RecordCancelRejection', ...refusal } as const }]
      : []),
  ];
}

function endingOf(record: VenueOrderRecord): readonly Correction[] {
  const reason = record.reason ?? `the venue reports it ${record.status}`;
  switch (record.status) {
    case 'rejected':
      return [
        {
          kind: 'lost_rejection',
          command: { type: 'RecordRejection', evidence, code: 'rejected', reason },
          detail: reason,
        },
      ];
    case 'canceled':
      return [{ kind: 'lost_cancel', command: { type: 'RecordCancel', evidence, reason }, detail: reason }];
    case 'expired':
      return [{ kind: 'lost_expiry', command: { type: 'RecordExpiry', evidence, reason }, detail: reason }];
    case 'accepted':
    case 'partially_filled':
    case 'filled':
      return [];
    default:
      return assertNever(record.status);
  }
}
