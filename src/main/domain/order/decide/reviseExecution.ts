/** The events of a venue's bust or correction of an execution; undefined where the report is a repetition. */
import { add, formatDecimal, subtract, zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { ExecutionId } from '../../../../shared/kernel/ids.ts';
import type { OrderCommand } from '../orderCommands.ts';
import type { OrderEventData, OrderEventOf } from '../orderEvents.ts';
import type { Execution } from '../executionSet.ts';
import type { Order } from '../orderState.ts';
import { overfillOf } from './surprises.ts';

type Revision = OrderEventOf<'OrderExecutionBusted' | 'OrderExecutionCorrected'>;
type Seen = Pick<OrderEventData['OrderExecutionBusted'], 'evidence' | 'venueTime' | 'reason'>;
type Of<Type extends OrderCommand['type']> = Extract<OrderCommand, { type: Type }>;

export function bustOf(
  { versions, reason, evidence }: Of<'RecordBust'>,
  seen: Seen,
  state: Order,
): Revision | undefined {
  const known = knownOf(state, versions);
  // An execution that is in neither record any more is no difference. What the venue says by itself is kept.
  if (known === undefined ? evidence !== 'venue' : known.quantity === zero) return undefined;
  return busted(known, versions, { ...seen, ...(reason !== undefined && { reason }) }, state);
}

export function correctionOf(
  { executionId, versions, quantity, price, reason }: Of<'RecordCorrection'>,
  seen: Seen,
  state: Order,
): Revision | undefined {
  const known = knownOf(state, versions);
  const itself = state.executions.get(executionId);
  const said = { ...seen, ...(reason !== undefined && { reason }) };
  if (itself !== undefined) {
    // A later correction came first, so only the version that this report strikes is new.
    if (known !== itself && known !== undefined && known.quantity !== zero) {
      return busted(known, versions, said, state);
    }
    // Some venues correct an execution under its old id.
    const isSame = itself.quantity === quantity && itself.price === price;
    if (isSame || !versions.includes(executionId)) return undefined;
  }
  return {
    type: 'OrderExecutionCorrected',
    data: {
      ...said,
      executionId,
      corrects: (known?.ids ?? versions).at(-1) ?? executionId,
      lastQuantity: formatDecimal(quantity),
      lastPrice: formatDecimal(price),
      ...struckOf(known),
      ...sumAfter(state, known, quantity),
    },
  };
}

function busted(
  known: Execution | undefined,
  versions: readonly ExecutionId[],
  seen: Seen,
  state: Order,
): Revision | undefined {
  const executionId = (known?.ids ?? versions).at(-1);
  if (executionId === undefined) return undefined;
  const data = { ...seen, executionId, ...struckOf(known), ...sumAfter(state, known, zero) };
  return { type: 'OrderExecutionBusted', data };
}

/** The execution with one of these ids; rather one that stands, where versions of one execution came out of order. */
function knownOf(state: Order, versions: readonly ExecutionId[]): Execution | undefined {
  const known = versions.flatMap((id) => state.executions.get(id) ?? []);
  return known.find(({ quantity }) => quantity !== zero) ?? known[0];
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
