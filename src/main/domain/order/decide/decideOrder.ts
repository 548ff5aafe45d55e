/**
 * `decide(command, state)`: the events to which a command leads, or a typed refusal. A venue message that says nothing
 * new leads to no event.
 */
import { replaceTermsToRecord } from '../orderTermsRecord.ts';
import { fromUnits, formatDecimal, subtract, zero } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId, ExecutionId } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { formatMicros, type EpochMicros } from '../../../../shared/kernel/time.ts';
import { assertNever } from '../../../../shared/kernel/invariant.ts';
import type { PriceFloor } from '../../instrument/instrument.ts';
import { contradicts } from './contradictions.ts';
import { clientOrderIdOf, replaceNumberOf } from '../clientOrderIds.ts';
import { leavesQuantity } from '../evolveOrder.ts';
import { impossibleWords } from './impossibleWords.ts';
import type { OrderCommand } from '../orderCommands.ts';
import type { Evidence, OrderEvent } from '../orderEvents.ts';
import {
  isRequestPending,
  isTerminal,
  type Contradiction,
  type Order,
  type OrderState,
  type ReplaceTerms,
} from '../orderState.ts';
import { settleOrder } from './settleOrder.ts';
import { hasLimitPrice, hasStopPrice } from '../orderTerms.ts';
import { termsToRecord } from '../orderTermsRecord.ts';
import { restatementOf } from './restateOrder.ts';
import { bustOf, correctionOf } from './reviseExecution.ts';
import { overfillOf, surprisesOfFill } from './surprises.ts';
import { targetOf } from '../orderTransitions.ts';

type Decision = Result<readonly OrderEvent[], Refusal>;

const nothing: Decision = ok([]);

/** `floor` is the lowest price that the order's instrument takes. */
export function decideOrder(command: OrderCommand, state: OrderState, floor: PriceFloor = {}): Decision {
  switch (command.type) {
    case 'CreateOrder':
      return emit(state, command.type, {
        type: 'OrderCreated',
        data: { terms: termsToRecord(command.terms), risk: command.risk },
      });
    case 'DenyOrder':
      // Only a denial with terms can be an order's first event.
      if (state.status === 'none' && command.terms === undefined) {
        return err(illegal(command.type, state.status));
      }
      return emit(state, command.type, {
        type: 'OrderDenied',
        data: {
          reasons: command.reasons,
          ...(state.status === 'none' &&
            command.terms !== undefined && { terms: termsToRecord(command.terms) }),
          ...(state.status === 'none' && command.risk !== undefined && { risk: command.risk }),
        },
      });
    case 'BeginSubmission':
      return emit(state, command.type, {
        type: 'OrderSubmitting',
        data: { clientOrderId: command.clientOrderId },
      });
    case 'MarkInDoubt':
      // The answer may have come in between: then there is no doubt.
      if (!isUnanswered(state)) return nothing;
      return emit(state, command.type, {
        type: 'OrderInDoubt',
        data: {
          reason: command.reason,
          ...(command.waitedMs !== undefined && { waitedMs: command.waitedMs }),
        },
      });
    case 'RecordClosedElsewhere':
      return emit(state, command.type, {
        type: 'OrderClosedElsewhere',
        data: { quantity: formatDecimal(command.quantity), reason: command.reason },
      });
    case 'RequestCancel':
      return requestCancel(command.reason, state);
    case 'RequestReplace':
      return requestReplace(command, state);
    case 'DenyReplace':
      return denyReplace(command, state);
    case 'AdoptOrder': {
      const { terms, clientOrderId, venueOrderId, reason } = command;
      const data = { ...observed(command), terms: termsToRecord(terms), clientOrderId, venueOrderId, reason };
      return emit(state, command.type, { type: 'OrderAdopted', data });
    }
    case 'RecordInquiry':
      // No request is open any more: its outcome came while the venue was asked.
      if (targetOf(state.status, 'OrderInquired') === undefined) return nothing;
      return ok([{ type: 'OrderInquired', data: command.inquiry }]);
    case 'RepeatRequest':
      return repeatRequest(command.reason, state);
    case 'SettleOrder':
      return settleOrder(command, state, decideOrder);
    default:
      return state.status === 'none'
        ? err(illegal(command.type, state.status))
        : recordObservation(command, state, floor);
  }
}

type Observation = Exclude<Extract<OrderCommand, { evidence: Evidence }>, { type: 'AdoptOrder' }>;

function recordObservation(command: Observation, state: Order, floor: PriceFloor): Decision {
  const seen = observed(command);
  switch (command.type) {
    case 'RecordAcceptance':
      if (state.venueOrderId !== undefined) return nothing;
      return both(
        emit(state, command.type, {
          type: 'OrderAccepted',
          data: { ...seen, venueOrderId: command.venueOrderId },
        }),
        contradiction(state, seen, 'accepted'),
      );
    case 'RecordRejection':
      if (isTerminal(state.status)) return contradiction(state, seen, 'rejected', command.reason);
      return emit(state, command.type, {
        type: 'OrderRejected',
        data: { ...seen, code: command.code, reason: command.reason },
      });
    case 'RecordFill':
      return recordFill(command, seen, state, floor);
    case 'RecordBust': {
      const busted = bustOf(command, seen, state);
      return busted === undefined ? nothing : emit(state, command.type, busted);
    }
    case 'RecordCorrection':
      return recordCorrection(command, seen, state);
    case 'RecordCancel':
      if (isTerminal(state.status)) return contradiction(state, seen, 'canceled', command.reason);
      return emit(state, command.type, {
        type: 'OrderCanceled',
        data: { ...seen, reason: command.reason },
      });
    case 'RecordExpiry':
      if (isTerminal(state.status)) return contradiction(state, seen, 'expired', command.reason);
      return emit(state, command.type, {
        type: 'OrderExpired',
        data: { ...seen, reason: command.reason },
      });
    case 'RecordCancelRejection':
      if (state.status !== 'pending_cancel') return nothing;
      return emit(state, command.type, {
        type: 'OrderCancelRejected',
        data: { ...seen, code: command.code, reason: command.reason },
      });
    case 'RecordReplaceRejection':
      if (state.status !== 'pending_replace' && !isReplacing(state)) return nothing;
      return emit(state, command.type, {
        type: 'OrderReplaceRejected',
        data: { ...seen, code: command.code, reason: command.reason, ...filledBeyond(state) },
      });
    case 'RecordRestatement': {
      const restated = restatementOf(command, seen, state);
      return restated === undefined ? nothing : emit(state, command.type, restated);
    }
    case 'RecordReplace':
      if (!isNewer(command.clientOrderId, state)) return nothing;
      return emit(state, command.type, replacementOf(command, seen));
    case 'RecordReinstatement':
      if (!isTerminal(state.status)) return nothing;
      if (leavesQuantity(state) === zero) return contradiction(state, seen, 'working', command.reason);
      return emit(state, command.type, {
        type: 'OrderReinstated',
        data: { ...seen, venueOrderId: command.venueOrderId, reason: command.reason },
      });
    default:
      return assertNever(command);
  }
}

function replacementOf(
  command: Extract<Observation, { type: 'RecordReplace' }>,
  seen: ReturnType<typeof observed>,
): OrderEvent {
  const { clientOrderId, venueOrderId, quantity, limitPrice, stopPrice } = command;
  const data = {
    ...seen,
    clientOrderId,
    ...(venueOrderId !== undefined && { venueOrderId }),
    quantity: formatDecimal(quantity),
    ...(limitPrice !== undefined && { limitPrice: formatDecimal(limitPrice) }),
    ...(stopPrice !== undefined && { stopPrice: formatDecimal(stopPrice) }),
  };
  return { type: 'OrderReplaced', data };
}

/** The event which records that the venue contradicts an operator's settlement for the first time. */
function contradiction(
  state: Order,
  seen: { evidence: Evidence; venueTime?: string },
  says: Contradiction,
  reason?: string,
): Decision {
  if (!contradicts(says, seen.evidence, state)) return nothing;
  const because = reason !== undefined && { reason };
  return ok([
    { type: 'OrderSettlementContradicted', data: { ...seen, settledAs: state.status, says, ...because } },
  ]);
}

function both(first: Decision, second: Decision): Decision {
  if (!first.ok || !second.ok) return first;
  return ok([...first.value, ...second.value]);
}

function recordFill(
  command: Extract<Observation, { type: 'RecordFill' }>,
  seen: { evidence: Evidence; venueTime?: string },
  state: Order,
  floor: PriceFloor,
): Decision {
  if (state.executions.get(command.executionId) !== undefined) return nothing;
  // Every execution is recorded, at any price; a report without a quantity is no execution.
  if (command.quantity <= zero) return err(invalidExecution(command));
  const given = state.executions.byHand.find(
    ({ quantity, price }) => quantity === command.quantity && price === command.price,
  );
  const [confirms] = given?.ids ?? [];
  if (confirms !== undefined && command.evidence !== 'operator') {
    return emit(state, command.type, {
      type: 'OrderExecutionConfirmed',
      data: { ...seen, executionId: command.executionId, confirms },
    });
  }
  const cumulative = fromUnits(state.filledQuantity + command.quantity);
  const over = overfillOf(state, cumulative);
  const surprises = command.evidence === 'operator' ? [] : surprisesOfFill(state, command.price, floor);
  return emit(state, command.type, {
    type: 'OrderFilled',
    data: {
      ...seen,
      executionId: command.executionId,
      lastQuantity: formatDecimal(command.quantity),
      lastPrice: formatDecimal(command.price),
      cumulativeQuantity: formatDecimal(cumulative),
      ...(over !== undefined && { overfilledBy: formatDecimal(over) }),
      ...(surprises.length > 0 && { surprises }),
    },
  });
}

function recordCorrection(
  command: Extract<Observation, { type: 'RecordCorrection' }>,
  seen: { evidence: Evidence; venueTime?: string },
  state: Order,
): Decision {
  if (command.quantity <= zero) return err(invalidExecution(command));
  const corrected = correctionOf(command, seen, state);
  return corrected === undefined ? nothing : emit(state, command.type, corrected);
}

function invalidExecution({
  executionId,
  quantity,
  price,
}: Extract<Observation, { executionId: ExecutionId }>): Refusal {
  const actual = `${formatDecimal(quantity)} at ${formatDecimal(price)}`;
  const message = `execution ${executionId} has quantity ${actual}`;
  return { code: 'execution_invalid', message, actual, expected: 'a quantity above 0' };
}

/**
 * How far the order is filled beyond its quantity, because a larger quantity was asked for that the venue refuses now.
 */
function filledBeyond({ filledQuantity, terms }: Order): { readonly overfilledBy?: string } {
  if (filledQuantity <= terms.quantity) return {};
  return { overfilledBy: formatDecimal(subtract(filledQuantity, terms.quantity)) };
}

/** Whether the submission has no answer yet, whatever else was asked of the order meanwhile. */
function isUnanswered(state: OrderState): boolean {
  return (
    state.status === 'submitting' || (state.status === 'pending_cancel' && state.resume === 'submitting')
  );
}

/** Whether an outcome is of the latest replace known, because an earlier replace may report later. */
function isNewer(clientOrderId: ClientOrderId, state: Order): boolean {
  if (state.clientOrderId === undefined) return true;
  return (
    clientOrderId !== state.clientOrderId &&
    replaceNumberOf(clientOrderId) >= replaceNumberOf(state.clientOrderId)
  );
}

function isReplacing(state: Order): boolean {
  return state.status === 'pending_cancel' && state.replacing !== undefined;
}

function repeatRequest(reason: string, state: OrderState): Decision {
  if (!isRequestPending(state)) return nothing;
  const subject = state.status === 'pending_cancel' ? 'cancel' : 'replace';
  return ok([{ type: 'OrderRequestRepeated', data: { subject, attempt: state.attempts + 1, reason } }]);
}

function requestCancel(reason: string, state: OrderState): Decision {
  if (state.status === 'pending_cancel') return nothing;
  if (state.status === 'created') {
    // The order was never sent, so there is nothing to ask a venue.
    return ok([{ type: 'OrderCanceled', data: { evidence: 'operator', reason } }]);
  }
  return emit(state, 'RequestCancel', { type: 'OrderCancelRequested', data: { reason } });
}

function requestReplace(
  command: Extract<OrderCommand, { type: 'RequestReplace' }>,
  state: OrderState,
): Decision {
  if (state.status === 'none') return err(illegal(command.type, state.status));
  const { quantity, limitPrice, stopPrice } = command;
  if (quantity === undefined && limitPrice === undefined && stopPrice === undefined) {
    return err({
      code: 'replace_empty',
      field: 'quantity',
      message: 'a replace must change quantity or price',
      actual: 'nothing',
      expected: 'a new quantity or price',
    });
  }
  if (quantity !== undefined && quantity <= state.filledQuantity) {
    const filled = formatDecimal(state.filledQuantity);
    return err({
      code: 'replace_below_filled',
      field: 'quantity',
      message: `the new quantity ${formatDecimal(quantity)} is not above the filled ${filled}`,
      actual: formatDecimal(quantity),
      expected: `more than ${filled}`,
    });
  }
  if (limitPrice !== undefined && !hasLimitPrice(state.terms.orderType)) {
    return err({
      code: 'price_unexpected',
      field: 'limitPrice',
      message: `a ${state.terms.orderType} order takes no limit price`,
      actual: formatDecimal(limitPrice),
      expected: 'nothing',
    });
  }
  if (stopPrice !== undefined && !hasStopPrice(state.terms.orderType)) {
    return err({
      code: 'price_unexpected',
      field: 'stopPrice',
      message: `a ${state.terms.orderType} order takes no stop price`,
      actual: formatDecimal(stopPrice),
      expected: 'nothing',
    });
  }
  const isPossible = targetOf(state.status, 'OrderReplaceRequested') !== undefined;
  const unchanged = isPossible ? whatStays(command, state) : undefined;
  if (unchanged !== undefined) {
    return err({
      code: 'replace_unchanged',
      field: 'quantity',
      message: `nothing changes: ${unchanged}`,
      actual: unchanged,
      expected: 'another value',
    });
  }
  return emit(state, command.type, {
    type: 'OrderReplaceRequested',
    data: {
      // The id is made here, so that no id is ever used for two replaces.
      clientOrderId: clientOrderIdOf(state.terms.orderId, state.replaceCount + 1),
      ...replaceTermsToRecord(command),
      reason: command.reason,
      ...(command.risk !== undefined && { risk: command.risk }),
    },
  });
}

/** Says that nothing would change, when the order has all the asked values already; undefined otherwise. */
function whatStays(change: ReplaceTerms, { terms }: Order): string | undefined {
  const fields = [
    ['quantity', change.quantity, terms.quantity],
    ['the limit price', change.limitPrice, terms.limitPrice],
    ['the stop price', change.stopPrice, terms.stopPrice],
  ] as const;
  const asked = fields.filter(([, wanted]) => wanted !== undefined);
  if (asked.some(([, wanted, now]) => wanted !== now)) return undefined;
  return asked.map(([name, , now]) => `${name} is ${formatDecimal(now ?? zero)} already`).join(', ');
}

function denyReplace(command: Extract<OrderCommand, { type: 'DenyReplace' }>, state: OrderState): Decision {
  // The order is filled or being canceled by now, so there is nothing to amend and nothing to deny.
  if (targetOf(state.status, 'OrderReplaceDenied') === undefined) return nothing;
  const { reason, reasons, risk } = command;
  const data = { ...replaceTermsToRecord(command), reason, reasons, ...(risk !== undefined && { risk }) };
  return ok([{ type: 'OrderReplaceDenied', data }]);
}

function emit(state: OrderState, command: OrderCommand['type'], event: OrderEvent): Decision {
  return targetOf(state.status, event.type) === undefined ? err(illegal(command, state.status)) : ok([event]);
}

function illegal(command: OrderCommand['type'], status: OrderState['status']): Refusal {
  return {
    code: status === 'none' ? 'order_unknown' : 'illegal_transition',
    message: impossibleWords(command, status),
    actual: status,
  };
}

function observed(command: { evidence: Evidence; venueTime?: EpochMicros | undefined }): {
  evidence: Evidence;
  venueTime?: string;
} {
  return {
    evidence: command.evidence,
    ...(command.venueTime !== undefined && { venueTime: formatMicros(command.venueTime) }),
  };
}
