/**
 * The `orders` topic: the first rows of a filtered and sorted blotter, and the changes in them. The reading side answers
 * late: the changes since the question wait, and those that the answer does not hold are applied to it.
 */
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import type { TopicDelta, TopicParameters, TopicSnapshot } from '../../../../shared/contract/streams.ts';
import type { Scheduler, Timer } from '../../../engine/ports.ts';
import type { AsOf, Blotter } from '../../../engine/queries/orderReader.ts';
import type { OrderQueryService } from '../../../engine/queries/orderQueryService.ts';
import { orderMatcher } from '../../../engine/readmodel/orderMatching.ts';
import { rowOrder } from '../../../engine/readmodel/orderRowOrder.ts';
import { OrderSums } from '../../../engine/readmodel/orderSums.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import type { OrderQuery } from '../../../engine/readmodel/orderViewStore.ts';
import { orderQueryOf } from '../../views/orderQueryOf.ts';
import { FeedQuestion } from '../feedQuestion.ts';
import { sharedByParameters, type ShareableFeed } from '../sharedFeed.ts';
import type { FeedFactory, Framed } from '../topicFeed.ts';
import { HeldRows } from './heldRows.ts';
import type { OrderTracker, TrackedChange } from './orderTracker.ts';

/** Least milliseconds between two questions to the store for rows that now belong to the window's rows. */
export const refillMs = 250;

/** How many changes may come before an answer. After more of them, the question is asked again. */
export const changesSinceMax = 20_000;

type Parameters = TopicParameters<'orders'>;

type Answer = Blotter & AsOf;

export function ordersFeeds(
  queries: OrderQueryService,
  tracker: OrderTracker,
  scheduler: Scheduler,
): FeedFactory<'orders'> {
  return sharedByParameters<'orders'>(
    (parameters, changed) => new OrdersFeed(queries, tracker, scheduler, parameters, changed),
  );
}

class OrdersFeed implements ShareableFeed {
  private readonly queries: OrderQueryService;
  private readonly tracker: OrderTracker;
  private readonly scheduler: Scheduler;
  private readonly limit: number;
  private readonly query: OrderQuery;
  private readonly matches: (row: OrderView) => boolean;
  private readonly changed: () => void;
  private readonly held: HeldRows;
  private readonly question: FeedQuestion<Answer>;
  /** Every change since the question that is out or answered, in the order of the commits. */
  private since: TrackedChange[] = [];
  /** For each changed order, the row as it was last sent and the row now. */
  private readonly pending = new Map<OrderId, TrackedChange>();
  private stopTracking: (() => void) | undefined;
  private refillTimer: Timer | undefined;
  private refillDue = false;
  /** Whether held rows may have changed, even when their positions did not. */
  private renewalDue = false;
  /** Position of the counts, which include every change up to it; undefined before the first answer. */
  private position: number | undefined;
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
    this.question = new FeedQuestion(scheduler, changed);
  }

  snapshot(): Framed | undefined {
    this.stopTracking ??= this.track();
    const answer = this.takeAnswer();
    if (answer === undefined) {
      this.ask();
      return undefined;
    }
    this.startFrom(answer);
    const data: TopicSnapshot<'orders'> = { rows: [...answer.rows], ...this.counts() };
    // The changes that the answer does not hold follow it in a delta.
    if (this.pending.size > 0) this.changed();
    return { position: answer.position, data };
  }

  delta(): Framed | undefined {
    const answer = this.takeAnswer();
    if (this.refillDue && answer === undefined) this.ask();
    if (answer === undefined && this.pending.size === 0) return undefined;
    const changes = answer === undefined ? this.applyPending() : this.refill(answer);
    const { position } = this.queries;
    this.position = position;
    if (this.held.size < Math.min(this.limit, this.sums.count)) this.planRefill();
    const data: TopicDelta<'orders'> = { ...changes, ...this.counts() };
    return { position, data };
  }

  current(): Framed {
    const data: TopicSnapshot<'orders'> = { rows: this.held.sorted(), ...this.counts() };
    return { position: this.position ?? this.queries.position, data };
  }

  pause(): void {
    this.stopTracking?.();
    this.stopTracking = undefined;
    this.refillTimer?.cancel();
    this.refillTimer = undefined;
    this.refillDue = false;
    this.position = undefined;
    this.pending.clear();
    this.question.drop();
    this.since = [];
  }

  close(): void {
    this.pause();
  }

  private track(): () => void {
    const stops = [
      this.tracker.onChanges((changes) => this.note(changes)),
      this.tracker.onReset(() => {
        // An answer from before would be of the rows that were replaced.
        this.question.drop();
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

  /** Asks the reading side for the rows and the counts, unless a question is out. */
  private ask(): void {
    if (!this.question.isIdle) return;
    this.since = [];
    this.question.ask(() => this.queries.getBlotter(this.query));
  }

  /** The answer; undefined while there is none, or when too many changes came since the question. */
  private takeAnswer(): Answer | undefined {
    const answer = this.question.take();
    if (answer === undefined || this.since.length <= changesSinceMax) return answer;
    this.refillDue = true;
    return undefined;
  }

  /** Goes on from an answer. The changes that it does not hold are pending then. */
  private startFrom({ rows, totals, orders, position }: Answer): void {
    this.sums = OrderSums.from(totals);
    this.total = orders;
    this.position = position;
    this.held.reset(rows, rows.length === this.sums.count);
    this.refillDue = false;
    this.renewalDue = false;
    this.pending.clear();
    for (const change of this.since) this.put(change);
    this.since = [];
  }

  private note(changes: readonly TrackedChange[]): void {
    const isAsking = !this.question.isIdle;
    for (const change of changes) {
      if (isAsking && this.since.length <= changesSinceMax) this.since.push(change);
      this.put(change);
    }
    this.changed();
  }

  private put({ after, before }: TrackedChange): void {
    if (this.position === undefined || after.position <= this.position) return;
    const waiting = this.pending.get(after.orderId);
    this.pending.set(after.orderId, {
      after,
      before: waiting === undefined ? before : waiting.before,
    });
  }

  private applyPending(): Pick<TopicDelta<'orders'>, 'upserts' | 'removals'> {
    const upserts = new Map<OrderId, OrderView>();
    const removals = new Set<OrderId>();
    for (const change of this.pending.values()) this.apply(change, upserts, removals);
    this.pending.clear();
    for (const orderId of this.held.trim()) {
      upserts.delete(orderId);
      removals.add(orderId);
    }
    return { upserts: [...upserts.values()], removals: [...removals] };
  }

  private apply(
    { after, before }: TrackedChange,
    upserts: Map<OrderId, OrderView>,
    removals: Set<OrderId>,
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

  /** Replaces the held rows by those of an answer, brings them up to now, and gives the difference to what was sent. */
  private refill(answer: Answer): Pick<TopicDelta<'orders'>, 'upserts' | 'removals'> {
    const sent = this.held.copy();
    const renewed = this.renewalDue;
    this.startFrom(answer);
    this.applyPending();
    const now = this.held.copy();
    const isNew = (row: OrderView): boolean => renewed || sent.get(row.orderId)?.position !== row.position;
    return {
      upserts: [...now.values()].filter(isNew),
      removals: [...sent.keys()].filter((orderId) => !now.has(orderId)),
    };
  }
}
