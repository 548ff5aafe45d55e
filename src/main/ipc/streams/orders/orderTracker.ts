/**
 * Knows what each changed order was before the change, so that subscriptions
 * can keep their counts without asking the store. It remembers orders that may
 * still change; of an ended one that changes all the same (a late fill), it
 * says that the row before is not known.
 */
import type { OrderChanges, OrderQueryService } from '../../../engine/queries/orderQueryService.ts';
import { activeStatuses } from '../../../engine/queries/orderQueryService.ts';
import type { OrderView } from '../../../engine/readmodel/orderView.ts';
import type { OrderStatus } from '../../../domain/order/orderState.ts';

export interface TrackedChange {
  readonly after: OrderView;
  /** Undefined for a new order; `unknown` for an ended one that changed. */
  readonly before: OrderView | 'unknown' | undefined;
}

type ChangeListener = (changes: readonly TrackedChange[]) => void;

const active: ReadonlySet<OrderStatus> = new Set(activeStatuses);

export class OrderTracker {
  private readonly live = new Map<string, OrderView>();
  private readonly counts = new Map<OrderStatus, number>();
  private readonly listeners = new Set<ChangeListener>();
  private readonly stop: () => void;
  private position: number;

  constructor(queries: OrderQueryService) {
    for (const row of queries.getActiveOrders()) this.remember(row);
    this.position = queries.position;
    this.stop = queries.onOrderChanges((changes) => this.take(changes));
  }

  /** Orders that may still change, by status. */
  activeByStatus(): Readonly<Partial<Record<OrderStatus, number>>> {
    return Object.fromEntries(this.counts);
  }

  /** Orders that may still change. */
  activeOrders(): Iterable<OrderView> {
    return this.live.values();
  }

  /** Calls back after each commit that changed orders, with each order once. */
  onChanges(listener: ChangeListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  close(): void {
    this.stop();
  }

  private take({ rows, position }: OrderChanges): void {
    const changes = rows.map((after) => ({ after, before: this.before(after) }));
    for (const row of rows) this.remember(row);
    this.position = Math.max(this.position, position);
    for (const listener of this.listeners) listener(changes);
  }

  private before(after: OrderView): TrackedChange['before'] {
    const before = this.live.get(after.orderId);
    if (before !== undefined) return before;
    return after.createdPosition > this.position ? undefined : 'unknown';
  }

  private remember(row: OrderView): void {
    const before = this.live.get(row.orderId);
    if (before !== undefined) this.count(before.status, -1);
    if (active.has(row.status)) {
      this.live.set(row.orderId, row);
      this.count(row.status, 1);
    } else {
      this.live.delete(row.orderId);
    }
  }

  private count(status: OrderStatus, by: number): void {
    this.counts.set(status, (this.counts.get(status) ?? 0) + by);
  }
}
