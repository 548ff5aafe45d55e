/** Reads the execution in a copied ExecutionReport. */
import { zero } from '../../../../../shared/kernel/decimal.ts';
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { CopiedExecution } from '../../../../domain/order/dropCopy/copiedOrders.ts';
import type { Dialect } from '../application/dialect.ts';
import { executionKindOf } from '../application/executionKind.ts';
import { clientOrderIdOf, decimalOf, executionIdOf, orderIdIn } from '../application/fixOrder.ts';
import { msgTypeOf, tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

/**
 * `none`: the message is about no execution. `unreadable`: it is about an execution, but does not name the execution or
 * its values.
 */
export type ReadCopy = CopiedExecution | 'none' | 'unreadable';

export function copiedExecution(message: FixMessage, dialect: Dialect, at: EpochMicros): ReadCopy {
  if (msgTypeOf(message) !== msgTypes.executionReport) return 'none';
  const kind = executionKindOf(message);
  const quantity = decimalOf(valueOf(message, tags.lastQty));
  if (kind === 'trade' && (quantity ?? zero) === zero) return 'none';
  if (kind !== 'trade' && kind !== 'trade_cancel' && kind !== 'trade_correct') return 'none';
  const price = decimalOf(valueOf(message, tags.lastPx));
  const execId = valueOf(message, tags.execId);
  const reference = valueOf(message, tags.execRefId);
  // Where no ClOrdID identifies the order, the venue's own id does.
  const order = valueOf(message, tags.clOrdId) ?? orderIdIn(message);
  if (order === undefined) return 'unreadable';
  const about = {
    clientOrderId: clientOrderIdOf(order),
    symbol: dialect.symbolOf(message),
    side: dialect.sideOf(message),
    at,
  };
  // Some venues correct a trade to nothing.
  if (kind === 'trade_cancel' || (kind === 'trade_correct' && quantity === zero)) {
    if (reference === undefined) return 'unreadable';
    return { ...about, executionId: executionIdOf(reference), quantity: zero, price: zero };
  }
  if (execId === undefined || quantity === undefined || quantity < zero || price === undefined) {
    return 'unreadable';
  }
  const told = { ...about, executionId: executionIdOf(execId), quantity, price };
  if (kind === 'trade') return told;
  return reference === undefined ? 'unreadable' : { ...told, revises: executionIdOf(reference) };
}
