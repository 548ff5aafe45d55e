/**
 * Reports when calls begin to wait for a limiter or bulkhead, and when they no longer wait: two events for a busy time,
 * instead of one for each call.
 */
import type { QueueingPlace, VenueEvent } from '../../domain/venue/venueEvents.ts';
import type { Clock } from '../ports.ts';
import type { QueueingPeriod } from './waitingLanes.ts';

/** After so many looks in a row without a waiting call, the busy time is over. */
const quietLooksMin = 5;

export interface WatchedQueue {
  takePeriod(): QueueingPeriod;
  snapshot(): { readonly queued: number; readonly queueDepthMax: number };
}

interface BusyTime extends QueueingPeriod {
  readonly beganMs: number;
  readonly lastMs: number;
  readonly quietLooks: number;
}

export class QueueingWatch {
  private readonly where: QueueingPlace;
  private readonly queue: WatchedQueue;
  private readonly clock: Clock;
  private readonly tell: (event: VenueEvent) => void;
  private busy: BusyTime | undefined;

  constructor(where: QueueingPlace, queue: WatchedQueue, clock: Clock, tell: (event: VenueEvent) => void) {
    this.where = where;
    this.queue = queue;
    this.clock = clock;
    this.tell = tell;
  }

  /** Called once a second. */
  look(): void {
    const period = this.queue.takePeriod();
    const { queued, queueDepthMax } = this.queue.snapshot();
    const nowMs = this.clock.monotonicMs();
    if (period.waited > 0 || period.refused > 0 || queued > 0) {
      if (this.busy === undefined) {
        const data = { where: this.where, queued, queueDepthMax, refused: period.refused };
        this.tell({ type: 'VenueQueueingBegan', data });
      }
      this.busy = joined(this.busy, period, nowMs);
    } else if (this.busy !== undefined) {
      this.busy = { ...this.busy, quietLooks: this.busy.quietLooks + 1 };
      if (this.busy.quietLooks >= quietLooksMin) this.end();
    }
  }

  /** Called at the end of a busy time, and when the engine stops. */
  end(): void {
    if (this.busy === undefined) return;
    const { beganMs, lastMs, waited, refused, queuedMax, longestWaitMs } = this.busy;
    this.busy = undefined;
    const data = {
      where: this.where,
      durationMs: lastMs - beganMs,
      waited,
      refused,
      queuedMax,
      longestWaitMs,
    };
    this.tell({ type: 'VenueQueueingEnded', data });
  }
}

function joined(before: BusyTime | undefined, period: QueueingPeriod, nowMs: number): BusyTime {
  return {
    beganMs: before?.beganMs ?? nowMs,
    lastMs: nowMs,
    quietLooks: 0,
    waited: (before?.waited ?? 0) + period.waited,
    refused: (before?.refused ?? 0) + period.refused,
    queuedMax: Math.max(before?.queuedMax ?? 0, period.queuedMax),
    longestWaitMs: Math.max(before?.longestWaitMs ?? 0, period.longestWaitMs),
  };
}
