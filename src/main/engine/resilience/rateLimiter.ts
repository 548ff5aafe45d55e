/**
 * A token bucket with a bounded queue; cancels go before questions and orders. While the venue is throttled, the bucket
 * fills more slowly, and cancels have one of their own.
 */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { LimiterSettings } from '../configuration.ts';
import {
  cancelRateMin,
  cancelRateNow,
  pausedUntilMs,
  rateNow,
  struck,
  type Throttle,
} from '../../domain/venue/throttle.ts';
import type { Clock, Scheduler, Timer } from '../ports.ts';
import type { Lane, LimiterSnapshot } from './venueGuard.ts';
import { WaitingLanes, type QueueingPeriod } from './waitingLanes.ts';

/** How long the busiest second counts, in milliseconds: the rate of a throttle rests on it. */
const peakMs = 60_000;

interface Bucket {
  readonly ratePerSecond: number;
  readonly burst: number;
}

export class RateLimiter {
  private readonly settings: () => LimiterSettings;
  private readonly clock: Clock;
  private readonly scheduler: Scheduler;
  private readonly waiting: WaitingLanes;
  private tokens: number;
  /** Tokens of the cancels' bucket, while the venue is throttled. */
  private cancelTokens = 0;
  private refilledMs: number;
  private timer: Timer | undefined;
  private throttle: Throttle | undefined;
  /** Calls let through in the present second, and in the busiest recent one. */
  private sent = { second: 0, count: 0 };
  private peak = { second: 0, count: 0 };

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
      this.spend(lane);
      return 'taken';
    }
    const place = this.waiting.wait(lane, signal);
    // A cancel may go earlier than the call for which the timer waits.
    if (lane === 'cancel') this.disarm();
    this.arm();
    return place;
  }

  /**
   * Called when the venue says that it was called too fast. Returns how fast it is called from now on; undefined where
   * that has been decided already.
   */
  slowDown(): Throttle | undefined {
    this.refill();
    const nowMs = this.clock.monotonicMs();
    const isLate = nowMs - this.peak.second * 1_000 > peakMs;
    const sent = isLate ? this.sent.count : this.peak.count;
    const slower = struck(this.throttle, { allowed: this.orders().ratePerSecond, sent }, nowMs);
    if (slower !== undefined) this.setThrottle(slower);
    return slower;
  }

  /**
   * When the venue last slowed the limiter down, in milliseconds on the monotonic clock; undefined at the configured
   * rate.
   */
  get slowedMs(): number | undefined {
    return this.throttle?.saidMs;
  }

  /** Called after a restart with what the last run had decided. */
  setThrottle(throttle: Throttle): void {
    const isFirst = this.throttle === undefined;
    this.throttle = throttle;
    this.tokens = Math.min(this.tokens, 0);
    if (isFirst) this.cancelTokens = this.cancels().burst;
    this.disarm();
    this.arm();
  }

  /** Whether the rate has returned to the configured one since the last call; called once a second. */
  recover(): boolean {
    if (this.throttle === undefined) return false;
    const isOver = rateNow(this.throttle, this.clock.monotonicMs()) >= this.settings().ratePerSecond;
    if (isOver) this.throttle = undefined;
    return isOver;
  }

  /** The queue's figures since the last call of `takePeriod`. */
  takePeriod(): QueueingPeriod {
    return this.waiting.takePeriod();
  }

  /** Milliseconds until orders go again; undefined while the venue is not throttled. */
  pausedMs(): number | undefined {
    if (this.throttle === undefined) return undefined;
    return Math.max(0, pausedUntilMs(this.throttle) - this.clock.monotonicMs());
  }

  snapshot(): LimiterSnapshot {
    this.refill();
    const { ratePerSecond, burst } = this.orders();
    const { queueDepthMax } = this.settings();
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
    const seconds = (now - this.refilledMs) / 1000;
    const filled = (tokens: number, { ratePerSecond, burst }: Bucket): number =>
      Math.min(burst, tokens + seconds * ratePerSecond);
    this.tokens = filled(this.tokens, this.orders());
    if (this.throttle !== undefined) this.cancelTokens = filled(this.cancelTokens, this.cancels());
    this.refilledMs = now;
  }

  private arm(): void {
    if (this.timer !== undefined || this.waiting.size === 0) return;
    const cancels = this.waiting.sizeOf('cancel');
    const waits = [
      ...(cancels > 0 ? [this.waitMs('cancel')] : []),
      ...(this.waiting.size > cancels ? [this.waitMs('order')] : []),
    ];
    this.timer = this.scheduler.after(Math.max(1, Math.min(...waits)), () => {
      this.timer = undefined;
      this.refill();
      while (this.mayGo('cancel') && this.waiting.admitNext(['cancel'])) this.spend('cancel');
      while (this.mayGo('order') && this.waiting.admitNext(['query', 'order'])) this.spend('order');
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
    if (this.throttle === undefined) return msUntilOne(this.tokens, this.settings());
    if (lane === 'cancel') return msUntilOne(this.cancelTokens, this.cancels());
    const pausedMs = pausedUntilMs(this.throttle) - this.clock.monotonicMs();
    return Math.max(msUntilOne(this.tokens, this.orders()), pausedMs);
  }

  private spend(lane: Lane): void {
    if (lane === 'cancel' && this.throttle !== undefined) this.cancelTokens--;
    else this.tokens--;
    const nowMs = this.clock.monotonicMs();
    const second = Math.floor(nowMs / 1_000);
    this.sent = { second, count: second === this.sent.second ? this.sent.count + 1 : 1 };
    const isLate = nowMs - this.peak.second * 1_000 > peakMs;
    if (isLate || this.sent.count >= this.peak.count) this.peak = this.sent;
  }

  /** The bucket of orders and questions, and of cancels too while the venue is not throttled. */
  private orders(): Bucket {
    return this.bucketOf(rateNow, Number.POSITIVE_INFINITY);
  }

  /** The bucket of cancels, while the venue is throttled. */
  private cancels(): Bucket {
    // The bucket does not fill up during the pause: a pause proves nothing about what the venue takes.
    return this.bucketOf(cancelRateNow, cancelRateMin);
  }

  /** The configured rate and burst, or less while the venue is throttled: then the burst is one second's calls. */
  private bucketOf(rate: (throttle: Throttle, nowMs: number) => number, burstMax: number): Bucket {
    const { ratePerSecond, burst } = this.settings();
    if (this.throttle === undefined) return { ratePerSecond, burst };
    const slower = Math.min(ratePerSecond, rate(this.throttle, this.clock.monotonicMs()));
    return { ratePerSecond: slower, burst: Math.max(1, Math.min(burst, burstMax, Math.ceil(slower))) };
  }
}

/** Milliseconds until the bucket has a token; zero or less when it has one. */
function msUntilOne(tokens: number, { ratePerSecond }: Bucket): number {
  return ((1 - tokens) / ratePerSecond) * 1000;
}
