/**
 * Knows the row of each changed order before the change, so that subscriptions can keep their counts without asking the
 * store. It remembers orders that may still change. When an ended order changes all the same (a late fill), it says
 * that the row before is not known.
 */
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import type { OrderChanges, OrderQueryService } from '../../../engine/queries/orderQueryService.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import { activeStatuses, type OrderStatus } from '../../../domain/order/orderState.ts';

export interface TrackedChange {
  readonly after: OrderView;
  /** The row before the change: undefined for a new order, `unknown` for an ended order that changed. */
  readonly before: OrderView | 'unknown' | undefined;
}

type ChangeListener = (changes: readonly TrackedChange[]) => void;

const active: ReadonlySet<OrderStatus> = new Set(activeStatuses);

export class OrderTracker {
  private readonly live = new Map<OrderId, OrderView>();
  private readonly counts = new Map<OrderStatus, number>();
  private readonly listeners = new Set<ChangeListener>();
  private readonly resetListeners = new Set<() => void>();
  private readonly stops: readonly (() => void)[];
  private position: number;
  private readonly queries: OrderQueryService;

  constructor(queries: OrderQueryService) {
    this.queries = queries;
    for (const row of queries.getActiveOrders()) this.remember(row);
    this.position = queries.position;
    this.stops = [
      queries.onOrderChanges((changes) => this.take(changes)),
      queries.onRebuilt(() => this.reset()),
    ];
  }

  /** How many orders may still change, by status. */
  activeByStatus(): Readonly<Partial<Record<OrderStatus, number>>> {
    return Object.fromEntries(this.counts);
  }

  /** The orders that may still change. */
  activeOrders(): Iterable<OrderView> {
    return this.live.values();
  }

  /** Calls back after each commit that changed orders, with each order once. */
  onChanges(listener: ChangeListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Calls back when any order may have changed without a reported change. */
  onReset(listener: () => void): () => void {
    this.resetListeners.add(listener);
    return () => void this.resetListeners.delete(listener);
  }

  close(): void {
    for (const stop of this.stops) stop();
  }

  private reset(): void {
    this.live.clear();
    this.counts.clear();
    for (const row of this.queries.getActiveOrders()) this.remember(row);
    this.position = this.queries.position;
    for (const listener of this.resetListeners) listener();
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
