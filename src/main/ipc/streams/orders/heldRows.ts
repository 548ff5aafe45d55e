/**
 * The rows that one window holds: the first matching rows in the subscription's order. Every matching row that is not
 * held comes after the last held row. So a change can be placed without a question to the store.
 */
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import type { RowOrder } from '../../../engine/readmodel/orderRowOrder.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';

export class HeldRows {
  private readonly order: RowOrder;
  private readonly limit: number;
  private readonly rows = new Map<OrderId, OrderView>();
  /** The last row that the window may hold; undefined while every matching row is held. */
  private boundary: OrderView | undefined;

  constructor(order: RowOrder, limit: number) {
    this.order = order;
    this.limit = limit;
  }

  get size(): number {
    return this.rows.size;
  }

  /** The rows in their order. */
  sorted(): OrderView[] {
    return [...this.rows.values()].toSorted(this.order);
  }

  /** Starts again with the store's answer. `complete` says that no further row matches. */
  reset(rows: readonly OrderView[], complete: boolean): void {
    this.rows.clear();
    for (const row of rows) this.rows.set(row.orderId, row);
    this.boundary = complete ? undefined : rows.at(-1);
  }

  get(orderId: OrderId): OrderView | undefined {
    return this.rows.get(orderId);
  }

  copy(): ReadonlyMap<OrderId, OrderView> {
    return new Map(this.rows);
  }

  /** Puts a matching row in its new form. False when the row does not belong to the held rows (any more). */
  put(row: OrderView): boolean {
    if (this.boundary !== undefined && this.order(row, this.boundary) > 0) {
      this.rows.delete(row.orderId);
      return false;
    }
    this.rows.set(row.orderId, row);
    return true;
  }

  delete(orderId: OrderId): boolean {
    return this.rows.delete(orderId);
  }

  /** Drops the last rows beyond the limit, and gives their ids. */
  trim(): OrderId[] {
    if (this.rows.size <= this.limit) return [];
    const sorted = this.sorted();
    const dropped = sorted.slice(this.limit).map(({ orderId }) => orderId);
    for (const orderId of dropped) this.rows.delete(orderId);
    this.boundary = sorted[this.limit - 1];
    return dropped;
  }
}
