/** Limits the calls of one venue at the same time; some more places are kept for cancels and amends alone. */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { BulkheadSettings } from '../configuration.ts';
import type { Clock } from '../ports.ts';
import type { BulkheadSnapshot, Lane } from './venueGuard.ts';
import { WaitingLanes, type QueueingPeriod } from './waitingLanes.ts';

export class Bulkhead {
  private readonly settings: () => BulkheadSettings;
  private readonly waiting: WaitingLanes;
  private inUse = 0;
  private cancelsInUse = 0;

  /** The bulkhead asks for its settings at each use, because an operator may change them while it runs. */
  constructor(settings: () => BulkheadSettings, clock: Clock) {
    this.settings = settings;
    this.waiting = new WaitingLanes(() => settings().queueDepthMax, clock);
  }

  enter(lane: Lane, signal: AbortSignalLike): Promise<'taken' | 'full' | 'aborted'> | 'taken' {
    if (this.hasRoom(lane) && !this.waiting.hasBefore(lane)) {
      this.take(lane);
      return 'taken';
    }
    return this.waiting.wait(lane, signal);
  }

  leave(lane: Lane): void {
    this.inUse--;
    if (lane === 'cancel') this.cancelsInUse--;
    // More than one call may enter when the capacity has been raised.
    while (this.hasRoom('cancel') && this.waiting.admitNext(['cancel'])) this.take('cancel');
    while (this.hasRoom('order') && this.waiting.admitNext(['query', 'order'])) this.take('order');
  }

  /** The queue's figures since the last call of `takePeriod`. */
  takePeriod(): QueueingPeriod {
    return this.waiting.takePeriod();
  }

  snapshot(): BulkheadSnapshot {
    const { capacity, queueDepthMax, cancelReserve } = this.settings();
    return {
      inUse: this.inUse,
      capacity,
      queued: this.waiting.size,
      cancelsQueued: this.waiting.sizeOf('cancel'),
      queueDepthMax,
      cancelReserve,
      cancelsInUse: this.cancelsInUse,
    };
  }

  private hasRoom(lane: Lane): boolean {
    const { capacity, cancelReserve } = this.settings();
    return this.inUse < (lane === 'cancel' ? capacity + cancelReserve : capacity);
  }

  private take(lane: Lane): void {
    this.inUse++;
    if (lane === 'cancel') this.cancelsInUse++;
  }
}
