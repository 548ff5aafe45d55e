/**
 * An operator's settlement of an order that the venue leaves open: the same facts that the venue would have reported,
 * with the operator as evidence. All facts are recorded, or none.
 */
import { formatDecimal, zero } from '../../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { evolveOrder, leavesQuantity } from '../evolveOrder.ts';
import { handExecutionId } from '../handExecutionIds.ts';
import type { OrderCommand, Settlement } from '../orderCommands.ts';
import type { OrderEvent } from '../orderEvents.ts';
import { isTerminal, type Order, type OrderState } from '../orderState.ts';
import { assertNever } from '../../../../shared/kernel/invariant.ts';

type Decision = Result<readonly OrderEvent[], Refusal>;
type Decide = (command: OrderCommand, state: OrderState) => Decision;

const evidence = 'operator' as const;

export function settleOrder(
  { settlement, reason }: Extract<OrderCommand, { type: 'SettleOrder' }>,
  state: OrderState,
  decide: Decide,
): Decision {
  if (state.status === 'none') {
    return err({ code: 'order_unknown', message: 'the order does not exist', actual: 'none' });
  }
  if (state.status === 'created' || isTerminal(state.status)) {
    const message = `an order that is ${state.status} has nothing to settle`;
    return err({ code: 'nothing_to_settle', message, actual: state.status });
  }
  const contradiction = contradictionOf(settlement, state);
  if (contradiction !== undefined) return err(contradiction);
  const events: OrderEvent[] = [];
  let current: Order = state;
  for (const command of factsOf(settlement, state, reason)) {
    const decided = decide(command, current);
    if (!decided.ok) return decided;
    for (const event of decided.value) current = evolveOrder(current, event);
    events.push(...decided.value);
  }
  if (settlement.outcome === 'filled' && leavesQuantity(current) > zero) {
    const filled = formatDecimal(current.filledQuantity);
    const message = `the executions fill ${filled} of ${formatDecimal(current.terms.quantity)}`;
    return err({
      code: 'settlement_incomplete',
      message,
      actual: filled,
      expected: formatDecimal(current.terms.quantity),
    });
  }
  return events.length === 0
    ? err({
        code: 'nothing_to_settle',
        message: `the order is ${state.status} already`,
        actual: state.status,
      })
    : ok(events);
}

/** The refusal of a settlement that can't be true together with what is known of the order. */
function contradictionOf(settlement: Settlement, state: Order): Refusal | undefined {
  const { outcome } = settlement;
  if (outcome === 'never_received') {
    const isKnown = state.venueOrderId !== undefined || state.filledQuantity > zero;
    if (!isKnown && settlement.executions === undefined && settlement.venueOrderId === undefined) {
      return undefined;
    }
    const message = 'the venue has acknowledged or executed the order: it was received';
    return { code: 'settlement_contradicts', message, actual: outcome };
  }
  if (outcome === 'replaced' && state.status !== 'pending_replace') {
    return { code: 'settlement_contradicts', message: 'no replace is pending', actual: state.status };
  }
  if (outcome !== 'canceled' && outcome !== 'expired') {
    const venueOrderId = settlement.venueOrderId ?? state.venueOrderId;
    if (venueOrderId === undefined && settlement.executions === undefined) {
      const message = "an order that reached the venue has the venue's id; say which";
      return { code: 'venue_order_id_missing', message, field: 'venueOrderId' };
    }
  }
  return undefined;
}

function factsOf(settlement: Settlement, state: Order, reason: string): readonly OrderCommand[] {
  const { outcome, venueOrderId, executions = [] } = settlement;
  const facts: OrderCommand[] = [];
  if (venueOrderId !== undefined) facts.push({ type: 'RecordAcceptance', evidence, venueOrderId });
  if (outcome === 'replaced' && state.status === 'pending_replace') {
    const { quantity = state.terms.quantity, ...rest } = state.requested;
    facts.push({ type: 'RecordReplace', evidence, ...rest, quantity });
  }
  for (const [index, { quantity, price, executionId }] of executions.entries()) {
    const id = executionId ?? handExecutionId(index, quantity, price);
    facts.push({ type: 'RecordFill', evidence, executionId: id, quantity, price });
  }
  switch (outcome) {
    case 'never_received':
      facts.push({ type: 'RecordRejection', evidence, code: 'never_received', reason });
      break;
    case 'canceled':
      facts.push({ type: 'RecordCancel', evidence, reason });
      break;
    case 'expired':
      facts.push({ type: 'RecordExpiry', evidence, reason });
      break;
    case 'working':
      facts.push({ type: 'RecordCancelRejection', evidence, code: 'settled', reason });
      facts.push({ type: 'RecordReplaceRejection', evidence, code: 'settled', reason });
      break;
    case 'replaced':
    case 'filled':
      break;
    default:
      assertNever(outcome);
  }
  return facts;
}
