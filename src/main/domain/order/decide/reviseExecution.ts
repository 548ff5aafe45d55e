/** What a venue's bust or correction of an execution leads to; undefined where it says nothing new. */
import { add, formatDecimal, subtract, zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { ExecutionId } from '../../../../shared/kernel/ids.ts';
import { executionOf } from '../executions.ts';
import type { OrderCommand } from '../orderCommands.ts';
import type { OrderEventData, OrderEventOf } from '../orderEvents.ts';
import type { Execution, Order } from '../orderState.ts';
import { overfillOf } from './surprises.ts';

type Seen = Pick<OrderEventData['OrderExecutionBusted'], 'evidence' | 'venueTime'>;
type Of<Type extends OrderCommand['type']> = Extract<OrderCommand, { type: Type }>;

export function bustOf(
  { versions, reason, evidence }: Of<'RecordBust'>,
  seen: Seen,
  state: Order,
): OrderEventOf<'OrderExecutionBusted'> | undefined {
  const known = knownOf(state, versions);
  // An execution that is in neither record any more is no difference. What the venue says by itself is kept.
  if (known === undefined ? evidence !== 'venue' : known.quantity === zero) return undefined;
  const executionId = (known?.ids ?? versions).at(-1);
  if (executionId === undefined) return undefined;
  return {
    type: 'OrderExecutionBusted',
    data: {
      ...seen,
      executionId,
      ...struckOf(known),
      ...sumAfter(state, known, zero),
      ...(reason !== undefined && { reason }),
    },
  };
}

export function correctionOf(
  { executionId, versions, quantity, price, reason }: Of<'RecordCorrection'>,
  seen: Seen,
  state: Order,
): OrderEventOf<'OrderExecutionCorrected'> | undefined {
  const known = knownOf(state, versions);
  const itself = executionOf(state, executionId);
  // Some venues correct an execution under the id that it has; a new id that is known here comes again.
  const isSame = known?.quantity === quantity && known.price === price;
  if (itself !== undefined && (isSame || !versions.includes(executionId))) return undefined;
  const corrects = (known?.ids ?? versions).at(-1) ?? executionId;
  return {
    type: 'OrderExecutionCorrected',
    data: {
      ...seen,
      executionId,
      corrects,
      lastQuantity: formatDecimal(quantity),
      lastPrice: formatDecimal(price),
      ...struckOf(known),
      ...sumAfter(state, known, quantity),
      ...(reason !== undefined && { reason }),
    },
  };
}

function knownOf(state: Order, versions: readonly ExecutionId[]): Execution | undefined {
  return state.executions.find(({ ids }) => versions.some((id) => ids.includes(id)));
}

function struckOf(known: Execution | undefined) {
  if (known === undefined || known.quantity === zero) return {};
  return { struck: { quantity: formatDecimal(known.quantity), price: formatDecimal(known.price) } };
}

/** The filled quantity once `quantity` stands in the place of the execution. */
function sumAfter(state: Order, struck: Execution | undefined, quantity: Decimal) {
  const filled = add(subtract(state.filledQuantity, struck?.quantity ?? zero), quantity);
  const over = overfillOf(state, filled);
  return {
    cumulativeQuantity: formatDecimal(filled),
    ...(over !== undefined && { overfilledBy: formatDecimal(over) }),
  };
}
