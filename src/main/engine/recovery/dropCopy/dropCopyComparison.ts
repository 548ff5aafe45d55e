/**
 * Compares the executions of a venue's drop copy with those of its order session, continuously and without tolerance.
 * An execution that only one session has counts as a difference once both sessions have been up for the grace time
 * since. A contradiction between the two counts at once.
 */
import { alertIdOf, type ExecutionId, type OrderId, type VenueId } from '../../../../shared/kernel/ids.ts';
import { parseOrderId } from '../../../../shared/kernel/ids.ts';
import { epochMicros, formatMicros, parseInstant, type EpochMicros } from '../../../../shared/kernel/time.ts';
import type { Alert } from '../../../domain/desk/alert.ts';
import { CopiedOrders, type CopiedExecution } from '../../../domain/order/dropCopy/copiedOrders.ts';
import { copyDifferences, isSameExecution } from '../../../domain/order/dropCopy/copyDifferences.ts';
import { orderIdOfClient } from '../../../domain/order/clientOrderIds.ts';
import type { Order } from '../../../domain/order/orderState.ts';
import type {
  ReconciliationDifference,
  ReconciliationReportData,
} from '../../../domain/venue/venueEvents.ts';
import type { Alerts } from '../../alerts/alertBook.ts';
import type { Clock, DropCopy, DropCopyState, Scheduler, Timer } from '../../ports.ts';
import { DropCopyDown } from './dropCopyDown.ts';
import { WatchedOrder } from './watchedOrder.ts';

/** The state of a drop copy, and how many executions differ. */
export interface DropCopyStanding extends Omit<DropCopyState, 'heardAt'> {
  /** Absent before its first message. */
  readonly lastMessageAgeMs?: number;
  readonly differing: number;
}

export interface DropCopyDependencies {
  readonly isVenueUp: () => boolean;
  readonly orderOf: (orderId: OrderId) => Promise<Order | undefined>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly raise: (alert: Alert) => void;
  readonly alerts: Pick<Alerts, 'end'>;
  /** Called when the differences have changed. */
  readonly onChanged: () => void;
}

const lookMs = 1_000;
/** The most differences that an alert names; the report has all. */
const toldMax = 10;

export class DropCopyComparison {
  readonly copy: DropCopy;
  private readonly dependencies: DropCopyDependencies;
  private readonly copied = new CopiedOrders();
  private readonly watched = new Map<OrderId, WatchedOrder>();
  /** The differences, by order. */
  private readonly differing = new Map<OrderId, readonly string[]>();
  private readonly down: DropCopyDown;
  private bothUpSinceMs: number | undefined;
  private isLooking = false;
  private timer: Timer | undefined;

  constructor(copy: DropCopy, dependencies: DropCopyDependencies) {
    this.copy = copy;
    this.dependencies = dependencies;
    this.down = new DropCopyDown(copy, dependencies);
  }

  private get venue(): VenueId {
    return this.copy.venue;
  }

  /**
   * Reads the copy's record, and restores the known differences. Returns the time from which our own executions have to
   * be read.
   */
  restore(last: ReconciliationReportData | undefined): EpochMicros | undefined {
    const until = last?.copiedUntil === undefined ? undefined : parseInstant(last.copiedUntil);
    for (const { kind, orderId, detail } of last?.differences ?? []) {
      const id = kind === 'drop_copy' ? parseOrderId(orderId ?? '') : undefined;
      if (id === undefined) continue;
      this.differing.set(id, [...(this.differing.get(id) ?? []), detail]);
      this.watch(id, until ?? this.dependencies.clock.now());
    }
    for (const one of this.copy.told()) {
      const isNew = this.copied.take(one);
      if (isNew && (until === undefined || one.at >= until)) this.watchCopied(one);
    }
    return until ?? this.copy.beganAt;
  }

  start(): void {
    this.copy.open((copied) => {
      if (this.copied.take(copied)) this.watchCopied(copied);
    });
    this.timer = this.dependencies.scheduler.every(lookMs, () => void this.look());
  }

  /** Called when the order session has reported an execution, its bust or its correction. */
  told(order: Order, executionId: ExecutionId, at: EpochMicros): void {
    const watched = this.watch(order.terms.orderId, at);
    watched.told.add(executionId);
    watched.order = order;
    watched.hear(executionId, this.dependencies.clock.monotonicMs());
  }

  get differences(): readonly ReconciliationDifference[] {
    return [...this.differing].flatMap(([orderId, details]) =>
      details.map((detail) => ({ kind: 'drop_copy' as const, orderId, detail, resolved: false })),
    );
  }

  get state(): DropCopyStanding {
    const { heardAt, ...state } = this.copy.state();
    const standing = { ...state, differing: this.differences.length };
    if (heardAt === undefined) return standing;
    const ageMs = Math.round((this.dependencies.clock.now() - heardAt) / 1_000);
    return { ...standing, lastMessageAgeMs: Math.max(0, ageMs) };
  }

  /** The time up to which both sessions have said the same of every execution, or differ as the report says. */
  get comparedUntil(): string {
    const since = Array.from(this.watched.values(), (one) => one.since);
    return formatMicros(epochMicros(Math.min(this.dependencies.clock.now(), ...since)));
  }

  close(): void {
    this.timer?.cancel();
  }

  private watchCopied({ clientOrderId, executionId, at }: CopiedExecution): void {
    const watched = this.watch(orderIdOfClient(clientOrderId), at);
    watched.hear(executionId, this.dependencies.clock.monotonicMs());
  }

  private watch(orderId: OrderId, since: EpochMicros): WatchedOrder {
    const watched = this.watched.get(orderId);
    if (watched !== undefined) return watched;
    const made = new WatchedOrder(since, this.dependencies.clock.monotonicMs(), this.copy.graceMs);
    this.watched.set(orderId, made);
    return made;
  }

  private async look(): Promise<void> {
    this.down.look();
    const now = this.dependencies.clock.monotonicMs();
    const isUp = this.copy.state().connected && this.dependencies.isVenueUp();
    this.bothUpSinceMs = isUp ? (this.bothUpSinceMs ?? now) : undefined;
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      await this.judge(now);
    } finally {
      this.isLooking = false;
    }
  }

  private async judge(now: number): Promise<void> {
    const upSinceMs = this.bothUpSinceMs ?? Number.POSITIVE_INFINITY;
    let isChanged = false;
    for (const [orderId, watched] of this.watched) {
      if (!watched.isToLook(now, upSinceMs) || this.isLost(orderId, watched)) continue;
      isChanged = (await this.compare(orderId, watched, now, upSinceMs)) || isChanged;
    }
    if (isChanged) this.dependencies.onChanged();
  }

  /** Returns whether the differences have changed. */
  private async compare(
    orderId: OrderId,
    watched: WatchedOrder,
    now: number,
    upSinceMs: number,
  ): Promise<boolean> {
    if (this.agreesAtOnce(orderId, watched)) {
      this.watched.delete(orderId);
      return false;
    }
    const { heardTimes } = watched;
    const order = await this.dependencies.orderOf(orderId);
    // Something came while the order was read, so the next look compares.
    if (watched.heardTimes !== heardTimes) return false;
    const all = copyDifferences(order, this.copied.of(orderId), watched.told);
    if (all.length > 0) {
      const due = watched.lookedAt(all, now, upSinceMs);
      const details = due.map(({ detail }) => detail);
      return details.length > 0 && this.put(orderId, order, details);
    }
    // A record that was restored from an older copy lacks the difference; the venue sends it again once the copy is up.
    if (this.differing.has(orderId) && now < upSinceMs + this.copy.graceMs) return false;
    this.watched.delete(orderId);
    return this.put(orderId, order, []);
  }

  /** The record of the copy was lost: what only the copy had said stays a difference until somebody accepts it. */
  private isLost(orderId: OrderId, { told }: WatchedOrder): boolean {
    return told.size === 0 && this.copied.of(orderId).length === 0;
  }

  /** The usual case needs no look at the order: both sessions have the same executions. */
  private agreesAtOnce(orderId: OrderId, { told, heard, order }: WatchedOrder): boolean {
    if (order === undefined || this.differing.has(orderId) || told.size === 0) return false;
    return heard.every((id) => {
      const ours = order.executions.get(id);
      const theirs = this.copied.find(orderId, id);
      return ours !== undefined && theirs !== undefined && isSameExecution(order, ours, theirs);
    });
  }

  /** Returns whether the differences have changed. */
  private put(orderId: OrderId, order: Order | undefined, details: readonly string[]): boolean {
    const before = this.differing.get(orderId) ?? [];
    if (before.join('; ') === details.join('; ')) return false;
    const cause = `drop_copy_differs:${this.venue}:${orderId}`;
    if (details.length === 0) {
      const how = 'the drop copy and the order session say the same now';
      void this.dependencies.alerts.end(({ alertId }) => alertId.startsWith(`${cause}:`), how);
      this.differing.delete(orderId);
      return true;
    }
    this.differing.set(orderId, details);
    const more = details.length > toldMax ? `; ${details.length - toldMax} more are in the report` : '';
    this.dependencies.raise({
      alertId: alertIdOf(`${cause}:${formatMicros(this.dependencies.clock.now())}`),
      kind: 'drop_copy_differs',
      cause,
      lasts: true,
      holdsOrders: false,
      message: `the drop copy and the order session of venue ${this.venue} differ about ${order === undefined ? 'an order that is not known here' : 'an order'}, ${orderId}: ${details.slice(0, toldMax).join('; ')}${more}`,
      advice:
        'No order leaves for the venue. Ask the venue which is right, settle what is wrong here, and accept what is left: desk reconcile --accept.',
      venue: this.venue,
      ...(order !== undefined && { orderId }),
    });
    return true;
  }
}
