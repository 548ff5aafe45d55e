/** The `orders` topic: the first rows of a filtered and sorted blotter, and the changes in them. */
import type { TopicDelta, TopicParameters, TopicSnapshot } from '../../../../shared/contract/streams.ts';
import type { Scheduler, Timer } from '../../../engine/ports.ts';
import type { OrderQueryService } from '../../../engine/queries/orderQueryService.ts';
import { orderMatcher } from '../../../engine/readmodel/orderMatching.ts';
import { rowOrder } from '../../../engine/readmodel/orderRowOrder.ts';
import { OrderSums } from '../../../engine/readmodel/orderSums.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import type { OrderPage, OrderQuery } from '../../../engine/readmodel/orderViewStore.ts';
import { orderQueryOf } from '../../views/orderQueryOf.ts';
import type { FeedFactory, Framed, TopicFeed } from '../topicFeed.ts';
import { HeldRows } from './heldRows.ts';
import type { OrderTracker, TrackedChange } from './orderTracker.ts';

/** Least milliseconds between two questions to the store for rows that now belong to the window's rows. */
export const refillMs = 250;

type Parameters = TopicParameters<'orders'>;

export function ordersFeeds(
  queries: OrderQueryService,
  tracker: OrderTracker,
  scheduler: Scheduler,
): FeedFactory {
  return (parameters, changed) =>
    new OrdersFeed(queries, tracker, scheduler, parameters as Parameters, changed);
}

class OrdersFeed implements TopicFeed {
  private readonly queries: OrderQueryService;
  private readonly tracker: OrderTracker;
  private readonly scheduler: Scheduler;
  private readonly limit: number;
  private readonly query: OrderQuery;
  private readonly matches: (row: OrderView) => boolean;
  private readonly changed: () => void;
  private readonly held: HeldRows;
  /** For each changed order, the row as it was last sent and the row now. */
  private readonly pending = new Map<string, TrackedChange>();
  private stopTracking: (() => void) | undefined;
  private refillTimer: Timer | undefined;
  private refillDue = false;
  /** Whether held rows may have changed, even when their positions did not. */
  private renewalDue = false;
  /** Position of the counts. They include every change up to it. */
  private position = 0;
  /** Sums over all orders that match. */
  private sums = new OrderSums();
  private total = 0;

  constructor(
    queries: OrderQueryService,
    tracker: OrderTracker,
    scheduler: Scheduler,
    parameters: Parameters,
    changed: () => void,
  ) {
    this.queries = queries;
    this.tracker = tracker;
    this.scheduler = scheduler;
    this.limit = parameters.limit;
    this.query = orderQueryOf(parameters);
    this.matches = orderMatcher(this.query.filter ?? {});
    this.changed = changed;
    this.held = new HeldRows(rowOrder(this.query.sort), this.limit);
  }

  snapshot(): Framed {
    const { rows } = this.ask();
    this.held.reset(rows, rows.length === this.sums.count);
    this.stopTracking ??= this.track();
    const data: TopicSnapshot<'orders'> = { rows: [...rows], ...this.counts() };
    return { position: this.position, data };
  }

  delta(): Framed | undefined {
    const upserts = new Map<string, OrderView>();
    const removals = new Set<string>();
    if (this.pending.size === 0 && !this.refillDue) return undefined;
    for (const change of this.pending.values()) this.apply(change, upserts, removals);
    this.pending.clear();
    if (this.refillDue) this.refill(upserts, removals);
    for (const orderId of this.held.trim()) {
      upserts.delete(orderId);
      removals.add(orderId);
    }
    this.position = this.queries.position;
    if (this.held.size < Math.min(this.limit, this.sums.count)) this.planRefill();
    const data: TopicDelta<'orders'> = {
      upserts: [...upserts.values()],
      removals: [...removals],
      ...this.counts(),
    };
    return { position: this.position, data };
  }

  private track(): () => void {
    const stops = [
      this.tracker.onChanges((changes) => this.note(changes)),
      this.tracker.onReset(() => {
        this.refillDue = true;
        this.renewalDue = true;
        this.changed();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  private counts(): Pick<TopicSnapshot<'orders'>, 'matching' | 'total' | 'totals'> {
    const totals = this.sums.statistics();
    return { matching: this.sums.count, total: this.total, totals };
  }

  pause(): void {
    this.stopTracking?.();
    this.stopTracking = undefined;
    this.refillTimer?.cancel();
    this.refillTimer = undefined;
    this.refillDue = false;
    this.pending.clear();
  }

  close(): void {
    this.pause();
  }

  /** Asks the store for the rows and the counts. The answer includes all waiting changes. */
  private ask(): OrderPage {
    const page = this.queries.getOrderHistory(this.query);
    this.pending.clear();
    this.refillDue = false;
    this.renewalDue = false;
    this.position = this.queries.position;
    const totals = this.queries.getOrderTotals(this.query.filter);
    this.sums = OrderSums.from(totals);
    this.total = this.query.filter === undefined ? page.total : this.queries.getOrderTotals().orders;
    return page;
  }

  private note(changes: readonly TrackedChange[]): void {
    for (const { after, before } of changes) {
      if (after.position <= this.position) continue;
      const waiting = this.pending.get(after.orderId);
      this.pending.set(after.orderId, {
        after,
        before: waiting === undefined ? before : waiting.before,
      });
    }
    this.changed();
  }

  private apply(
    { after, before }: TrackedChange,
    upserts: Map<string, OrderView>,
    removals: Set<string>,
  ): void {
    const { orderId } = after;
    const held = this.held.get(orderId);
    const matches = this.matches(after);
    this.count(held ?? before, matches ? after : undefined, before === undefined);
    if (matches && this.held.put(after)) {
      upserts.set(orderId, after);
      removals.delete(orderId);
    } else if (held !== undefined) {
      this.held.delete(orderId);
      removals.add(orderId);
    }
  }

  /** Counts a change. A held row matched before it; for another ended order nobody knows whether it did. */
  private count(before: TrackedChange['before'], after: OrderView | undefined, isNew: boolean): void {
    if (isNew) this.total++;
    if (before === 'unknown') {
      this.planRefill();
      return;
    }
    if (before !== undefined && this.matches(before)) this.sums.remove(before);
    if (after !== undefined) this.sums.add(after);
  }

  private planRefill(): void {
    this.refillTimer ??= this.scheduler.after(refillMs, () => {
      this.refillTimer = undefined;
      this.refillDue = true;
      this.changed();
    });
  }

  /** Replaces the held rows by the store's, and adds the difference to the delta. */
  private refill(upserts: Map<string, OrderView>, removals: Set<string>): void {
    const renewed = this.renewalDue;
    const { rows } = this.ask();
    const ids = new Set<string>(rows.map(({ orderId }) => orderId));
    for (const orderId of this.held.ids()) {
      if (ids.has(orderId)) continue;
      upserts.delete(orderId);
      removals.add(orderId);
    }
    for (const row of rows) {
      removals.delete(row.orderId);
      if (renewed || this.held.get(row.orderId)?.position !== row.position) upserts.set(row.orderId, row);
    }
    this.held.reset(rows, rows.length === this.sums.count);
  }
}
