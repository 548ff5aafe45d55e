/**
 * The executions of an order, each in the version that stands. A venue may correct an execution or take it back; the
 * versions before stay in the events.
 */
import { add, decimal, negate, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import { ExecutionSet, type Execution } from './executionSet.ts';
import { isMadeByHand } from './handExecutionIds.ts';
import type { OrderEvent, OrderEventData, OrderEventOf, OrderEventType } from './orderEvents.ts';
import type { Executed } from './orderState.ts';
import { isNameOf } from '../../../shared/kernel/names.ts';

export const nothingExecuted: Executed = {
  executions: new ExecutionSet(),
  filledQuantity: zero,
  filledNotional: 0n,
};

/** Whether an operator gave an execution that the venue has not confirmed. */
export function isGivenByHand({ executions }: Pick<Executed, 'executions'>): boolean {
  return executions.byHand.length > 0;
}

/** The event types that change what the executions of an order add up to: each says what the sum is then. */
type ExecutionEventType = {
  readonly [Type in OrderEventType]: OrderEventData[Type] extends { readonly cumulativeQuantity: string }
    ? Type
    : never;
}[OrderEventType];
const ofExecutions: Readonly<Record<ExecutionEventType, true>> = {
  OrderFilled: true,
  OrderExecutionBusted: true,
  OrderExecutionCorrected: true,
};
export type ExecutionEvent = OrderEventOf<ExecutionEventType>;

export function isExecutionEvent<Event extends { readonly type: string }>(
  event: Event,
): event is Extract<Event, { readonly type: ExecutionEventType }> {
  return isNameOf(ofExecutions, event.type);
}

/** Whether the venue has corrected an execution or taken it back. */
export function isRevision(
  event: OrderEvent,
): event is OrderEventOf<'OrderExecutionBusted' | 'OrderExecutionCorrected'> {
  return event.type !== 'OrderFilled' && isExecutionEvent(event);
}

/** One part of what an event changes: a quantity in units, negative where it no longer stands, at its price. */
export interface Traded {
  readonly quantity: Decimal;
  readonly price: Decimal;
}

/** What the event takes away from the executions that stand, and what it adds. */
export function tradedBy(event: ExecutionEvent): readonly Traded[] {
  const traded: Traded[] = [];
  if (event.type !== 'OrderFilled' && event.data.struck !== undefined) {
    const { quantity, price } = event.data.struck;
    traded.push({ quantity: negate(decimal(quantity)), price: decimal(price) });
  }
  if (event.type !== 'OrderExecutionBusted') {
    traded.push({ quantity: decimal(event.data.lastQuantity), price: decimal(event.data.lastPrice) });
  }
  return traded;
}

/** By how much the event changes the filled quantity. */
export function filledBy(event: ExecutionEvent): Decimal {
  return tradedBy(event).reduce((sum, { quantity }) => add(sum, quantity), zero);
}

export function executedAfter(before: Executed, event: ExecutionEvent): Executed {
  let { filledQuantity, filledNotional } = before;
  for (const { quantity, price } of tradedBy(event)) {
    filledQuantity = add(filledQuantity, quantity);
    filledNotional += quantity * price;
  }
  return { executions: before.executions.with(versionAfter(before, event)), filledQuantity, filledNotional };
}

/** The executions once the venue has confirmed one that an operator gave: it has the venue's id from now on. */
export function confirmed(
  { executions }: Pick<Executed, 'executions'>,
  { executionId, confirms }: OrderEventData['OrderExecutionConfirmed'],
): ExecutionSet {
  const given = executions.get(confirms);
  if (given === undefined) return executions;
  const { byHand: _given, ...known } = given;
  return executions.with({ ...known, ids: [...given.ids, executionId] });
}

/** The execution that the event is about, as the event leaves it. */
function versionAfter(before: Executed, event: ExecutionEvent): Execution {
  const { executionId } = event.data;
  if (event.type === 'OrderExecutionBusted') {
    // When the fill of an execution that was unknown here comes later, it does not count.
    const { ids, price } = before.executions.get(executionId) ?? { ids: [executionId], price: zero };
    return { ids, quantity: zero, price };
  }
  const [quantity, price] = [decimal(event.data.lastQuantity), decimal(event.data.lastPrice)];
  if (event.type === 'OrderFilled') {
    const isByHand = event.data.evidence === 'operator' && isMadeByHand(executionId);
    return { ids: [executionId], quantity, price, ...(isByHand && { byHand: true }) };
  }
  const ids = before.executions.get(event.data.corrects)?.ids ?? [event.data.corrects];
  return { ids: [...ids.filter((id) => id !== executionId), executionId], quantity, price };
}
