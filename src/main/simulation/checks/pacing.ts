/**
 * A venue that says "too fast" gets orders more slowly: none for a while, and then no more than the engine's recorded
 * rate allows. Cancels leave all the same.
 */
import {
  venueIdOfStream,
  type ClientOrderId,
  type OrderId,
  type VenueId,
} from '../../../shared/kernel/ids.ts';
import { orderIdOfClient } from '../../domain/order/clientOrderIds.ts';
import type { OrderState } from '../../domain/order/orderState.ts';
import { pausedUntilMs, rateNow, type Throttle } from '../../domain/venue/throttle.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { SimulatedTime } from '../machine/simulatedTime.ts';
import { decidedMs } from './decidedMs.ts';
import type { OrderEvent } from './ledger.ts';
import type { Report } from './violation.ts';

/** Milliseconds without an order after a venue has said so for the first time. */
const pauseMsMin = 1_000;
/** A cancel leaves within so many milliseconds, and another two seconds for each cancel before it. */
const cancelMsMax = 5_000;
const cancelEveryMs = 2_000;

interface Pace {
  readonly throttle: Throttle;
  /** What the wall clock was ahead of the monotonic one. A restart can't work out the pace after a step of it. */
  readonly aheadMicros: number;
  /** Orders that may have been decided by `countedMs`, as an engine may count the time, less those that were. */
  room: number;
  countedMs: number;
}

interface WaitingCancel {
  readonly venue: VenueId;
  /** The position of its request. */
  readonly position: number;
  /** Since when the engine knows that the request is on disk. */
  readonly sinceMs?: number;
}

export class Pacing {
  private readonly clock: SimulatedTime;
  private readonly rateError: number;
  private readonly report: Report;
  private readonly heardMs = new Map<VenueId, number>();
  private readonly paces = new Map<VenueId, Pace>();
  /** When the last cancel of an order was handed to its adapter. */
  private readonly leftMs = new Map<OrderId, number>();
  private readonly cancels = new Map<OrderId, WaitingCancel>();

  /** `rateError` is by how much the rate of a machine's clock differs from true time at most. */
  constructor(clock: SimulatedTime, rateError: number, report: Report) {
    this.clock = clock;
    this.rateError = rateError;
    this.report = report;
  }

  /** The process reads that it calls the venue too fast. Repetitions within a second belong to the same burst. */
  tooFast(venue: VenueId): void {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - (this.heardMs.get(venue) ?? -Infinity) >= pauseMsMin) this.heardMs.set(venue, nowMs);
  }

  /** A cancel is handed to the adapter. */
  canceling(clientOrderId: ClientOrderId): void {
    const orderId = orderIdOfClient(clientOrderId);
    this.leftMs.set(orderId, this.clock.monotonicMs());
    this.cancels.delete(orderId);
  }

  /** A process that died may have kept for itself what it had read. */
  onDeath(): void {
    this.heardMs.clear();
    this.cancels.clear();
    // What it had decided by then may still come to be read.
    for (const [venue, pace] of this.paces) {
      const countedMs = this.latest(pace.throttle, this.clock.monotonicMs());
      this.paces.set(venue, { ...pace, room: Math.max(1, roomAt(pace, countedMs)), countedMs });
    }
  }

  /** After a rollback nobody can say what the clock showed when the venue said so. */
  forget(): void {
    this.onDeath();
    this.paces.clear();
  }

  /** Requests that wait for a connection leave when it is back. */
  onDisconnected(venue: VenueId): void {
    for (const [orderId, one] of this.cancels) if (one.venue === venue) this.cancels.delete(orderId);
  }

  onOther(event: StoredEvent): void {
    if (event.type === 'VenueThrottleEnded') this.paces.delete(venueIdOfStream(event.streamId));
    if (event.type !== 'VenueThrottled') return;
    const saidMs = decidedMs(event);
    const { strikes, ratePerSecond } = event.data;
    this.paces.set(venueIdOfStream(event.streamId), {
      throttle: { strikes, ratePerSecond, saidMs },
      aheadMicros: this.aheadMicros(),
      room: 1,
      countedMs: saidMs,
    });
  }

  onOrder(event: OrderEvent, before: OrderState): void {
    if (before.status === 'none') return;
    const { orderId, venue } = before.terms;
    this.cancels.delete(orderId);
    const isLeft = (this.leftMs.get(orderId) ?? 0) >= decidedMs(event);
    if (event.type === 'OrderCancelRequested' && !isLeft) {
      this.cancels.set(orderId, { venue, position: event.position });
    }
    if (event.type === 'OrderSubmitting') this.submitting(orderId, venue, decidedMs(event));
  }

  /** Called after each step. The engine knows of all that is on disk up to a position. */
  told(position: number): void {
    for (const [orderId, one] of this.cancels) {
      if (one.position <= position) this.cancels.set(orderId, { sinceMs: this.clock.monotonicMs(), ...one });
    }
  }

  /** Called once a second; `isAwake` says whether the engine has run since the last call. */
  look(isAwake: boolean): void {
    const nowMs = this.clock.monotonicMs();
    if (!isAwake) this.cancels.clear();
    for (const [orderId, { venue, sinceMs = nowMs }] of this.cancels) {
      const waitingMs = nowMs - sinceMs;
      if (waitingMs < cancelMsMax + this.cancels.size * cancelEveryMs) continue;
      this.report(
        'cancels_keep_room',
        `the cancel of ${orderId} has not left for ${venue} in ${waitingMs} ms`,
      );
    }
  }

  private submitting(orderId: OrderId, venue: VenueId, atMs: number): void {
    const toldMs = this.heardMs.get(venue) ?? -Infinity;
    if (atMs > toldMs && this.byEngine(atMs + 1 - toldMs) < pauseMsMin) {
      const detail = `${orderId} leaves ${atMs - toldMs} ms after ${venue} has said that it is called too fast`;
      this.report('slower_when_told', detail);
    }
    const pace = this.paces.get(venue);
    if (pace === undefined || pace.aheadMicros !== this.aheadMicros()) return;
    const { throttle } = pace;
    // At the same millisecond the order may have been the first.
    if (atMs <= throttle.saidMs) return;
    const pausedMs = pausedUntilMs(throttle);
    const countedMs = this.latest(throttle, atMs);
    if (countedMs + 1 < pausedMs) {
      this.report(
        'slower_when_told',
        `${orderId} leaves ${pausedMs - countedMs} ms before the pause of ${venue} ends`,
      );
    }
    pace.room = roomAt(pace, countedMs) - 1;
    pace.countedMs = Math.max(pace.countedMs, countedMs);
    if (pace.room < 0) {
      this.report('slower_when_told', `${orderId} is one more for ${venue} than its pace on record allows`);
    }
  }

  /** How many milliseconds an engine may count where so many have passed. */
  private byEngine(milliseconds: number): number {
    return milliseconds * (1 + this.rateError);
  }

  /** The latest that it may be for an engine that counts from when the venue said so. */
  private latest({ saidMs }: Throttle, atMs: number): number {
    return saidMs + this.byEngine(atMs - saidMs);
  }

  private aheadMicros(): number {
    return this.clock.now() - this.clock.steadyNow();
  }
}

/** The rate only rises, so its last value bounds what was allowed since the last order. */
function roomAt({ throttle, room, countedMs }: Pace, atMs: number): number {
  const rate = rateNow(throttle, atMs + 1);
  const more = (Math.max(0, atMs + 1 - countedMs) / 1_000) * rate;
  return Math.min(Math.max(2, Math.ceil(rate)), room + more);
}
