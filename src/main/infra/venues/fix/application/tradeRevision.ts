/**
 * A trade that the venue cancels or corrects: ExecRefID (19) names the execution, ExecID (17) is the id of the report,
 * and of a correction's new version.
 */
import { zero, type Decimal } from '../../../../../shared/kernel/decimal.ts';
import type { ExecutionId } from '../../../../../shared/kernel/ids.ts';
import type { VenueExecutionRecord } from '../../../../engine/ports.ts';
import { tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';
import { statusOf } from './executionKind.ts';
import { decimalOf, executionIdOf, type FixOrder } from './fixOrder.ts';

export interface TradeRevision {
  /** Undefined where no report has named the execution before. */
  readonly before: VenueExecutionRecord | undefined;
  readonly executionId: ExecutionId;
  /** The ids of the versions before; none where the trade was canceled in its first version. */
  readonly corrects: readonly ExecutionId[];
  /** Zero for a trade that is canceled. */
  readonly quantity: Decimal;
  readonly price: Decimal;
}

/** Undefined where the report does not name the trade, or not its new values. */
export function revisionOf(
  { executions }: FixOrder,
  message: FixMessage,
  kind: 'trade_cancel' | 'trade_correct',
): TradeRevision | undefined {
  const reference = valueOf(message, tags.execRefId);
  if (reference === undefined) return undefined;
  const named = executionIdOf(reference);
  const before = executions.find(
    ({ executionId, corrects = [] }) => executionId === named || corrects.includes(named),
  );
  const last = before?.executionId ?? named;
  const [lastQuantity, lastPrice] = [tags.lastQty, tags.lastPx].map((tag) =>
    decimalOf(valueOf(message, tag)),
  );
  const quantity = lastQuantity ?? before?.quantity;
  const price = lastPrice ?? before?.price;
  // Some venues correct a trade to nothing.
  if (kind === 'trade_cancel' || quantity === zero) {
    return {
      before,
      executionId: last,
      corrects: before?.corrects ?? [],
      quantity: zero,
      price: before?.price ?? zero,
    };
  }
  const execId = valueOf(message, tags.execId);
  if (lastQuantity === undefined && lastPrice === undefined) return undefined;
  if (execId === undefined || quantity === undefined || price === undefined || quantity < zero) {
    return undefined;
  }
  return {
    before,
    executionId: executionIdOf(execId),
    corrects: [...(before?.corrects ?? []), last],
    quantity,
    price,
  };
}

/** Whether the report is a repetition, or an older version after a newer one. */
export function isTold({ before, executionId, quantity, price }: TradeRevision): boolean {
  if (before === undefined) return false;
  if (quantity === zero) return before.quantity === zero;
  if (before.executionId === executionId) return before.quantity === quantity && before.price === price;
  return before.corrects?.includes(executionId) === true;
}

/**
 * How the order has ended at the venue by this report; undefined where the venue works the quantity that the trade left
 * open.
 */
export function endBy(message: FixMessage): 'canceled' | 'expired' | undefined {
  const status = statusOf(message);
  if (status === 'expired') return status;
  if (status === 'accepted' || status === 'partially_filled') return undefined;
  return status !== undefined || decimalOf(valueOf(message, tags.leavesQty)) === zero
    ? 'canceled'
    : undefined;
}
