/** The executions of orders by a venue's drop copy, each in its last version. A repeated message changes nothing. */
import type { ClientOrderId, ExecutionId, OrderId } from '../../../../shared/kernel/ids.ts';
import { zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import { orderIdOfClient } from '../clientOrderIds.ts';
import type { Side } from '../orderTerms.ts';

/** An execution, its correction or its bust, read from the copy of a report. */
export interface CopiedExecution {
  readonly clientOrderId: ClientOrderId;
  readonly symbol: string;
  /** Undefined for a side that is neither. */
  readonly side: Side | undefined;
  /** The id of this version; for a bust, the id of the execution that is taken back. */
  readonly executionId: ExecutionId;
  /** For a correction: the id of the version before. */
  readonly revises?: ExecutionId;
  /** Zero for a bust. */
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** When the desk received it. */
  readonly at: EpochMicros;
}

export interface CopiedVersion {
  /** The ids of all versions, oldest first. */
  readonly ids: readonly ExecutionId[];
  readonly symbol: string;
  readonly side: Side | undefined;
  readonly quantity: Decimal;
  readonly price: Decimal;
}

export class CopiedOrders {
  /** By order, then by the id of each version. */
  private readonly orders = new Map<OrderId, Map<ExecutionId, CopiedVersion>>();

  /** Returns whether the copy changes anything. */
  take(copied: CopiedExecution): boolean {
    const { executionId, revises, symbol, side, quantity, price } = copied;
    const orderId = orderIdOfClient(copied.clientOrderId);
    const executions = this.orders.get(orderId) ?? new Map<ExecutionId, CopiedVersion>();
    this.orders.set(orderId, executions);
    const before = executions.get(revises ?? executionId);
    const isBust = revises === undefined && quantity === zero;
    // A bust can come before its execution, which then does not count.
    if (isBust ? before?.quantity === zero : executions.has(executionId)) return false;
    const known = before?.ids ?? [revises ?? executionId];
    const ids = known.includes(executionId) ? known : [...known, executionId];
    const version = { ids, symbol, side, quantity, price: isBust ? (before?.price ?? price) : price };
    for (const id of ids) executions.set(id, version);
    return true;
  }

  find(orderId: OrderId, executionId: ExecutionId): CopiedVersion | undefined {
    return this.orders.get(orderId)?.get(executionId);
  }

  of(orderId: OrderId): readonly CopiedVersion[] {
    return [...new Set(this.orders.get(orderId)?.values() ?? [])];
  }
}
