/**
 * Compares the venue's own count of an order (CumQty, LeavesQty, OrdStatus) with the executions that it reports one by
 * one. Where the two do not agree, a report is missing or one of the numbers is wrong. Reports may come in another
 * order than they happened, so the two agree as long as the executions add up to one of the recent counts.
 */
import { add, formatDecimal, subtract, zero, type Decimal } from '../../../../../shared/kernel/decimal.ts';
import { isOpenAtVenue } from '../../../../domain/venue/venueOrderStatus.ts';
import { tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';
import { statusOf, type ExecutionKind } from './executionKind.ts';
import { decimalOf, type FixOrder } from './fixOrder.ts';
import { filledByCount, type VenueCount } from './venueCount.ts';

/** The most counts that wait for executions; the oldest are forgotten. */
const countsMax = 32;

/** The venue's last reports about an order: no later report explains what they count. */
const isFinalCount: Readonly<Record<ExecutionKind, boolean>> = {
  accepted: false,
  canceled: true,
  rejected: true,
  expired: true,
  pending: false,
  trade: false,
  replaced: false,
  status: true,
  trade_cancel: false,
  trade_correct: false,
  done_for_day: true,
  stopped: false,
  suspended: false,
  restated: false,
  calculated: false,
  unknown: false,
};

/** The count after a report of this kind has changed the order from `before` to `after`. */
export function countAfter(
  before: FixOrder,
  after: FixOrder,
  message: FixMessage,
  kind: ExecutionKind,
): VenueCount {
  const told = decimalOf(valueOf(message, tags.cumQty));
  const filled = filledAfter(before, after, told === undefined || told < zero ? undefined : told, kind);
  const ordered = orderedAfter(before, after, message, kind);
  const isCalledFilled = statusOf(message) === 'filled' && after.filledQuantity < after.quantity;
  return { filled, ordered, isCalledFilled };
}

function filledAfter(
  before: FixOrder,
  after: FixOrder,
  told: Decimal | undefined,
  kind: ExecutionKind,
): readonly Decimal[] {
  const sum = after.filledQuantity;
  const moved = subtract(sum, before.filledQuantity);
  const counts = before.count?.filled ?? [before.filledQuantity];
  if (told === sum) return [sum];
  // A venue that does not count leaves the difference as it was.
  if (told === undefined) return counts.map((count) => add(count, moved));
  if (isFinalCount[kind]) return [told];
  if (before.executions !== after.executions) {
    if (counts.includes(sum)) return [sum];
    return [...counts, told].slice(-countsMax);
  }
  // An acceptance or a repeated execution may be older than the report before it.
  const isRevised = after.executions.some(({ quantity, corrects }) => quantity === zero || corrects);
  return told > sum && !isRevised && !counts.includes(told) ? [told] : counts;
}

function orderedAfter(
  before: FixOrder,
  after: FixOrder,
  message: FixMessage,
  kind: ExecutionKind,
): Decimal | undefined {
  const isTold = kind === 'accepted' || kind === 'trade' || kind === 'replaced' || kind === 'restated';
  const leaves = decimalOf(valueOf(message, tags.leavesQty));
  const status = statusOf(message);
  // A report under an earlier id of the order counts an earlier quantity.
  const isPresent = (valueOf(message, tags.clOrdId) ?? after.clOrdId) === after.clOrdId;
  if (!isTold || !isPresent || leaves === undefined || status === undefined) return before.count?.ordered;
  if (!isOpenAtVenue(status) || !isOpenAtVenue(after.status)) return undefined;
  const told = decimalOf(valueOf(message, tags.cumQty)) ?? after.filledQuantity;
  const ordered = add(told, leaves);
  return ordered === after.quantity ? undefined : ordered;
}

export interface Discrepancy {
  /** Stays the same as long as the two sides are equally far apart. */
  readonly id: string;
  /** A sentence with the values of both sides. */
  readonly text: string;
}

/** How the venue's reports about an order contradict each other; undefined where they do not. */
export function discrepancyOf(order: FixOrder): Discrepancy | undefined {
  const { clOrdId, filledQuantity, quantity, count, status, heldEnd, said } = order;
  const counted = filledByCount(order);
  const isAgreed = counted === filledQuantity && count?.isCalledFilled !== true;
  if (isAgreed && said === undefined && count?.ordered === undefined) return undefined;
  const [sum, whole] = [formatDecimal(filledQuantity), formatDecimal(quantity)];
  const discrepancy = (what: string, text: string): Discrepancy => ({
    id: `${what}:${clOrdId}`,
    text: `order ${clOrdId}: ${text}`,
  });
  if (counted !== filledQuantity) {
    const end =
      heldEnd === undefined
        ? ''
        : `; it is ${status} there, and stays open here while executions are missing`;
    return discrepancy(
      `count:${formatDecimal(subtract(counted, filledQuantity))}`,
      `${sum} filled by its executions, ${formatDecimal(counted)} by the venue's count (CumQty)${end}`,
    );
  }
  if (count?.isCalledFilled === true && filledQuantity < quantity) {
    return discrepancy('filled', `the venue calls it filled, and its executions fill ${sum} of ${whole}`);
  }
  if (said !== undefined) {
    return discrepancy(
      `said:${said}`,
      `the venue called it ${said} when it refused a request, and has not reported that; ${sum} of ${whole} are filled by its executions`,
    );
  }
  if (count?.ordered !== undefined && isOpenAtVenue(status)) {
    const there = formatDecimal(count.ordered);
    return discrepancy(
      `ordered:${there}`,
      `its quantity is ${whole} here, and ${there} by the venue's count (CumQty and LeavesQty)`,
    );
  }
  return undefined;
}
