/** What the venue's record of an execution means for our order. Pure. */
import { zero } from '../../../shared/kernel/decimal.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import type { Order } from '../../domain/order/orderState.ts';
import type { VenueExecutionRecord } from '../ports.ts';

type Fact = Extract<OrderCommand, { type: 'RecordFill' | 'RecordBust' | 'RecordCorrection' }>;

/** The execution stands as it was made: neither corrected nor taken back. */
export function isAsMade({ corrects, quantity }: VenueExecutionRecord): boolean {
  return corrects === undefined && quantity !== zero;
}

export function factOf(execution: VenueExecutionRecord): Fact {
  const { executionId, corrects = [], quantity, price, venueTime } = execution;
  const seen = { evidence: 'reconciliation', venueTime } as const;
  if (isAsMade(execution)) return { type: 'RecordFill', ...seen, executionId, quantity, price };
  if (quantity === zero) return { type: 'RecordBust', ...seen, versions: [...corrects, executionId] };
  return { type: 'RecordCorrection', ...seen, executionId, versions: corrects, quantity, price };
}

/** Whether our order counts the execution as the venue has it. */
export function isRecorded(order: Order, execution: VenueExecutionRecord): boolean {
  const { executionId, corrects = [], quantity, price } = execution;
  const own = order.executions.get(executionId);
  // The versions of one execution may have come in the wrong order.
  const struck = corrects.map((id) => order.executions.get(id));
  if (struck.some((one) => one !== undefined && one !== own && one.quantity !== zero)) return false;
  if (own === undefined) return quantity === zero;
  if (isAsMade(execution)) return true;
  if (quantity === zero) return own.quantity === zero;
  // Some venues correct an execution under its old id.
  return !corrects.includes(executionId) || (own.quantity === quantity && own.price === price);
}
