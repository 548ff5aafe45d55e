/** When a session connects: in the hours of its schedule, after pauses that grow, and never while it is held. */
import type { Clock, Scheduler, Timer } from '../../../engine/ports.ts';
import { nextStart, windowAt, type SessionSchedule, type SessionWindow } from './session/sessionSchedule.ts';

export interface DialerOptions {
  readonly schedule: SessionSchedule | undefined;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Called when it is time to connect, with the open window of the schedule where there is a schedule. */
  readonly dial: (window: SessionWindow | undefined) => void;
}

const backoffFirstMs = 200;
const backoffMsMax = 30_000;
/** The first pause after the venue has said that it is called too fast; it doubles up to the longest. */
const tooFastFirstMs = 1_000;
/** After this long without a further "too fast" the pause is the first one again. */
const tooFastQuietMs = 60_000;
/** The clock may be set meanwhile, so the longest sleep is this short. */
const sleepMsMax = 60_000;

export class Dialer {
  private readonly options: DialerOptions;
  private backoffMs = backoffFirstMs;
  private tooFastMs = 0;
  private tooFastAtMs = 0;
  private timer: Timer | undefined;
  private isClosed = false;
  private heldWhy: string | undefined;

  constructor(options: DialerOptions) {
    this.options = options;
  }

  /** Why nobody tries again before a person says so; undefined while the session is not held. */
  get held(): string | undefined {
    return this.heldWhy;
  }

  now(): void {
    this.timer?.cancel();
    if (this.isClosed || this.heldWhy !== undefined) return;
    const { schedule, clock } = this.options;
    const window = schedule === undefined ? undefined : windowAt(schedule, clock.now());
    if (schedule === undefined || window !== undefined) this.options.dial(window);
    else this.after(untilStartMs(schedule, clock));
  }

  /** Connects after a pause that is twice as long as the last one. */
  later(): void {
    if (this.isClosed || this.heldWhy !== undefined) return;
    this.after(this.backoffMs);
    this.backoffMs = Math.min(this.backoffMs * 2, backoffMsMax);
  }

  /** The session has worked: after its end the next attempt follows quickly. */
  provedSound(): void {
    this.backoffMs = backoffFirstMs;
  }

  /** The venue has ended the session as too fast: each next attempt waits longer, even where each logon succeeds. */
  tooFast(): void {
    const now = this.options.clock.monotonicMs();
    const isAgain = this.tooFastMs > 0 && now - this.tooFastAtMs < tooFastQuietMs;
    this.tooFastAtMs = now;
    this.tooFastMs = isAgain ? Math.min(this.tooFastMs * 2, backoffMsMax) : tooFastFirstMs;
    this.backoffMs = Math.max(this.backoffMs, this.tooFastMs);
  }

  hold(why: string): void {
    this.heldWhy = why;
  }

  release(): void {
    this.heldWhy = undefined;
    this.backoffMs = backoffFirstMs;
    this.now();
  }

  close(): void {
    this.isClosed = true;
    this.timer?.cancel();
  }

  private after(ms: number): void {
    this.timer?.cancel();
    this.timer = this.options.scheduler.after(ms, () => this.now());
  }
}

function untilStartMs(schedule: SessionSchedule, clock: Clock): number {
  const now = clock.now();
  const next = nextStart(schedule, now);
  return Math.min(sleepMsMax, next === undefined ? sleepMsMax : Math.ceil((next - now) / 1_000));
}
