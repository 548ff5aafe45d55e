/**
 * A token bucket with a bounded queue; cancels go before questions and orders. While the venue is throttled, the bucket
 * fills more slowly, and keeps a part that only cancels take.
 */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { LimiterSettings } from '../configuration.ts';
import { pausedUntilMs, rateNow, struck, type Throttle } from '../../domain/venue/throttle.ts';
import type { Clock, Scheduler, Timer } from '../ports.ts';
import type { Lane, LimiterSnapshot } from './venueGuard.ts';
import { WaitingLanes, type QueueingPeriod } from './waitingLanes.ts';

/** The part of a throttled bucket that is kept for cancels. */
const cancelShare = 0.2;

export class RateLimiter {
  private readonly settings: () => LimiterSettings;
  private readonly clock: Clock;
  private readonly scheduler: Scheduler;
  private readonly waiting: WaitingLanes;
  private tokens: number;
  private refilledMs: number;
  private timer: Timer | undefined;
  private throttle: Throttle | undefined;
  /** Calls let through in the present second and in the one before. */
  private sent = { second: 0, now: 0, before: 0 };

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
    if (this.mayGo(lane) && !this.waiting.hasBefore(lane)) {
      this.spend();
      return 'taken';
    }
    const place = this.waiting.wait(lane, signal);
    // A cancel may go earlier than what the timer waits for.
    if (lane === 'cancel') this.disarm();
    this.arm();
    return place;
  }

  /**
   * The venue says that it was called too fast. Gives how fast it is called from now on; undefined where that has been
   * decided already.
   */
  slowDown(): Throttle | undefined {
    this.refill();
    const nowMs = this.clock.monotonicMs();
    const { now, before } = this.sentAt(nowMs);
    const slower = struck(
      this.throttle,
      { allowed: this.limits().ratePerSecond, sent: Math.max(now, before) },
      nowMs,
    );
    if (slower !== undefined) this.setThrottle(slower);
    return slower;
  }

  /** Called after a restart with what the last run had decided. */
  setThrottle(throttle: Throttle): void {
    this.throttle = throttle;
    this.tokens = Math.min(this.tokens, this.limits().reserve);
    this.disarm();
    this.arm();
  }

  /** Whether the rate has become as configured again since the last call; looked at once a second. */
  recover(): boolean {
    if (this.throttle === undefined) return false;
    const isOver = rateNow(this.throttle, this.clock.monotonicMs()) >= this.settings().ratePerSecond;
    if (isOver) this.throttle = undefined;
    return isOver;
  }

  /** What has happened in the queue since the last call of `takePeriod`. */
  takePeriod(): QueueingPeriod {
    return this.waiting.takePeriod();
  }

  snapshot(): LimiterSnapshot {
    this.refill();
    const { ratePerSecond, burst } = this.limits();
    const { queueDepthMax } = this.settings();
    const throttle = this.throttle;
    return {
      ratePerSecond,
      burst,
      ...(throttle !== undefined && {
        throttled: { pausedMs: Math.max(0, pausedUntilMs(throttle) - this.clock.monotonicMs()) },
      }),
      tokens: Math.floor(this.tokens),
      queued: this.waiting.size,
      cancelsQueued: this.waiting.sizeOf('cancel'),
      queueDepthMax,
      oldestWaitMs: this.waiting.oldestWaitMs(),
    };
  }

  private refill(): void {
    const now = this.clock.monotonicMs();
    const { ratePerSecond, burst } = this.limits();
    this.tokens = Math.min(burst, this.tokens + ((now - this.refilledMs) / 1000) * ratePerSecond);
    this.refilledMs = now;
  }

  private arm(): void {
    if (this.timer !== undefined || this.waiting.size === 0) return;
    const waitMs = Math.max(1, this.waitMs(this.waiting.sizeOf('cancel') > 0 ? 'cancel' : 'order'));
    this.timer = this.scheduler.after(waitMs, () => {
      this.timer = undefined;
      this.refill();
      while (this.mayGo('cancel') && this.waiting.admitNext(['cancel'])) this.spend();
      while (this.mayGo('order') && this.waiting.admitNext(['query', 'order'])) this.spend();
      this.arm();
    });
  }

  private disarm(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private mayGo(lane: Lane): boolean {
    return this.waitMs(lane) <= 0;
  }

  /** Milliseconds until the bucket has a token for the lane; zero or less when it has one. */
  private waitMs(lane: Lane): number {
    const { ratePerSecond, reserve } = this.limits();
    const kept = lane === 'cancel' ? 0 : reserve;
    const fillMs = ((1 + kept - this.tokens) / ratePerSecond) * 1000;
    if (lane === 'cancel' || this.throttle === undefined) return fillMs;
    return Math.max(fillMs, pausedUntilMs(this.throttle) - this.clock.monotonicMs());
  }

  private spend(): void {
    this.tokens--;
    this.sent = this.sentAt(this.clock.monotonicMs());
    this.sent.now++;
  }

  private sentAt(nowMs: number): { second: number; now: number; before: number } {
    const second = Math.floor(nowMs / 1_000);
    if (second === this.sent.second) return this.sent;
    return { second, now: 0, before: second === this.sent.second + 1 ? this.sent.now : 0 };
  }

  /** What is configured, or less while the venue is throttled: a bucket of one second, and room for a cancel in it. */
  private limits(): { readonly ratePerSecond: number; readonly burst: number; readonly reserve: number } {
    const { ratePerSecond, burst } = this.settings();
    if (this.throttle === undefined) return { ratePerSecond, burst, reserve: 0 };
    const slower = Math.min(ratePerSecond, rateNow(this.throttle, this.clock.monotonicMs()));
    const bucket = Math.max(2, Math.min(burst, Math.ceil(slower)));
    return { ratePerSecond: slower, burst: bucket, reserve: Math.ceil(bucket * cancelShare) };
  }
}
