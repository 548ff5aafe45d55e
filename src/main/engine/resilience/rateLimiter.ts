/** A token bucket with a bounded queue; cancels go before questions and orders. */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { LimiterSettings } from '../configuration.ts';
import type { Clock, Scheduler, Timer } from '../ports.ts';
import type { Lane, LimiterSnapshot } from './venueGuard.ts';
import { WaitingLanes, type QueueingPeriod } from './waitingLanes.ts';

export class RateLimiter {
  private readonly settings: () => LimiterSettings;
  private readonly clock: Clock;
  private readonly scheduler: Scheduler;
  private readonly waiting: WaitingLanes;
  private tokens: number;
  private refilledMs: number;
  private timer: Timer | undefined;

  /** The limiter asks for its settings at each use, because an operator may change them while it runs. */
  constructor(settings: () => LimiterSettings, clock: Clock, scheduler: Scheduler) {
    this.settings = settings;
    this.clock = clock;
    this.scheduler = scheduler;
    this.waiting = new WaitingLanes(() => settings().queueDepthMax, clock);
    this.tokens = settings().burst;
    this.refilledMs = clock.monotonicMs();
  }

  /**
   * Called after a restart: the bucket gets the tokens of the time since the last run, and not a whole burst at each
   * start. `idleMs` is in milliseconds.
   */
  restore(idleMs: number): void {
    const { ratePerSecond, burst } = this.settings();
    this.tokens = Math.min(burst, (Math.max(0, idleMs) / 1000) * ratePerSecond);
  }

  /**
   * Takes a token, and waits for one where the bucket is empty. Resolves with `full` when the queue is full, with
   * `aborted` when the caller gave up.
   */
  take(lane: Lane, signal: AbortSignalLike): Promise<'taken' | 'full' | 'aborted'> | 'taken' {
    this.refill();
    if (this.tokens >= 1 && !this.waiting.hasBefore(lane)) {
      this.tokens--;
      return 'taken';
    }
    const place = this.waiting.wait(lane, signal);
    this.arm();
    return place;
  }

  /** What has happened in the queue since the last call of `takePeriod`. */
  takePeriod(): QueueingPeriod {
    return this.waiting.takePeriod();
  }

  snapshot(): LimiterSnapshot {
    this.refill();
    const { ratePerSecond, burst, queueDepthMax } = this.settings();
    return {
      ratePerSecond,
      burst,
      tokens: Math.floor(this.tokens),
      queued: this.waiting.size,
      cancelsQueued: this.waiting.sizeOf('cancel'),
      queueDepthMax,
      oldestWaitMs: this.waiting.oldestWaitMs(),
    };
  }

  private refill(): void {
    const now = this.clock.monotonicMs();
    const { ratePerSecond, burst } = this.settings();
    this.tokens = Math.min(burst, this.tokens + ((now - this.refilledMs) / 1000) * ratePerSecond);
    this.refilledMs = now;
  }

  private arm(): void {
    if (this.timer !== undefined || this.waiting.size === 0) return;
    const waitMs = Math.max(1, ((1 - this.tokens) / this.settings().ratePerSecond) * 1000);
    this.timer = this.scheduler.after(waitMs, () => {
      this.timer = undefined;
      this.refill();
      while (this.tokens >= 1 && this.waiting.admitNext()) this.tokens--;
      this.arm();
    });
  }
}
