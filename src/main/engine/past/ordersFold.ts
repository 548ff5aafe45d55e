/** The orders that had not ended, and how many there were in each status. */
import { orderIdOfStream, type OrderId } from '../../../shared/kernel/ids.ts';
import { isTerminal, type OrderStatus } from '../../domain/order/orderState.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrderView } from '../orders/orderView.ts';
import { projectAny } from '../orders/projectOrder.ts';

export class OrdersFold {
  private readonly rows: Map<OrderId, OrderView>;
  private readonly counts: Map<OrderStatus, number>;

  constructor(
    rows: Iterable<readonly [OrderId, OrderView]> = [],
    counts: Iterable<readonly [OrderStatus, number]> = [],
  ) {
    this.rows = new Map(rows);
    this.counts = new Map(counts);
  }

  copy(): OrdersFold {
    return new OrdersFold(this.rows, this.counts);
  }

  /** An order that had not ended. */
  get(orderId: OrderId): OrderView | undefined {
    return this.rows.get(orderId);
  }

  /** Oldest first. */
  open(): readonly OrderView[] {
    return [...this.rows.values()].toSorted((a, b) => a.createdPosition - b.createdPosition);
  }

  byStatus(): Readonly<Partial<Record<OrderStatus, number>>> {
    return Object.fromEntries([...this.counts].filter(([, count]) => count > 0));
  }

  /** `before` is the order's row before the event; undefined where the event is its first. Returns the row after it. */
  apply(event: StoredEvent, before: OrderView | undefined): OrderView | undefined {
    const row = projectAny(before, event);
    if (row === undefined) return undefined;
    if (before !== undefined) this.count(before.status, -1);
    this.count(row.status, 1);
    const orderId = orderIdOfStream(event.streamId);
    if (isTerminal(row.status)) this.rows.delete(orderId);
    else this.rows.set(orderId, row);
    return row;
  }

  private count(status: OrderStatus, more: number): void {
    this.counts.set(status, (this.counts.get(status) ?? 0) + more);
  }
}
