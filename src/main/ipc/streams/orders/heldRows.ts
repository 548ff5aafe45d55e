/**
 * The rows that one window holds: the first of those that match, in the
 * subscription's order. Everything that matches and is not held comes after the
 * last held row; that is what lets a change be placed without asking the store.
 */
import type { RowOrder } from '../../../engine/readmodel/orderRowOrder.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';

export class HeldRows {
  private readonly order: RowOrder;
  private readonly limit: number;
  private readonly rows = new Map<string, OrderView>();
  /** The last row within the window's reach; undefined while every matching row is held. */
  private boundary: OrderView | undefined;

  constructor(order: RowOrder, limit: number) {
    this.order = order;
    this.limit = limit;
  }

  get size(): number {
    return this.rows.size;
  }

  /** Starts again from what the store says; `complete` when nothing else matches. */
  reset(rows: readonly OrderView[], complete: boolean): void {
    this.rows.clear();
    for (const row of rows) this.rows.set(row.orderId, row);
    this.boundary = complete ? undefined : rows.at(-1);
  }

  get(orderId: string): OrderView | undefined {
    return this.rows.get(orderId);
  }

  ids(): Iterable<string> {
    return this.rows.keys();
  }

  /** Takes a matching row in its new form; false when it is not within the window's reach (any more). */
  put(row: OrderView): boolean {
    if (this.boundary !== undefined && this.order(row, this.boundary) > 0) {
      this.rows.delete(row.orderId);
      return false;
    }
    this.rows.set(row.orderId, row);
    return true;
  }

  delete(orderId: string): boolean {
    return this.rows.delete(orderId);
  }

  /** Lets go of the last rows beyond the limit, and gives their ids. */
  trim(): string[] {
    if (this.rows.size <= this.limit) return [];
    const sorted = [...this.rows.values()].toSorted(this.order);
    const dropped = sorted.slice(this.limit).map(({ orderId }) => orderId);
    for (const orderId of dropped) this.rows.delete(orderId);
    this.boundary = sorted[this.limit - 1];
    return dropped;
  }
}
