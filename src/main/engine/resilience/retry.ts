/** Tries again what its caller knows to be safe to repeat: exponential backoff with jitter, a bounded number of times. */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { RetrySettings } from '../configuration.ts';
import type { Random, Scheduler } from '../ports.ts';
import type { RetrySnapshot } from './venueGuard.ts';

export class Retry {
  private readonly settings: () => RetrySettings;
  private readonly scheduler: Scheduler;
  private readonly random: Random;
  private repeats = 0;
  private recovered = 0;
  private exhausted = 0;

  /** The settings are asked for at each use: they change while it runs. */
  constructor(settings: () => RetrySettings, scheduler: Scheduler, random: Random) {
    this.settings = settings;
    this.scheduler = scheduler;
    this.random = random;
  }

  /**
   * After a first try that failed with `error`: the value of the first repeat
   * that succeeds. Throws the last error once the attempts are used up, the
   * caller gives up, or an error may not be repeated.
   */
  async again<T>(
    call: () => Promise<T>,
    mayRepeat: (error: unknown) => boolean,
    error: unknown,
    signal: AbortSignalLike,
  ): Promise<T> {
    let last = error;
    for (let repeat = 0; mayRepeat(last) && !signal.aborted; repeat++) {
      if (repeat >= this.settings().attempts) {
        if (repeat > 0) this.exhausted++;
        break;
      }
      const goesOn = await this.pause(this.delayMs(repeat), signal);
      if (!goesOn || !mayRepeat(last)) break;
      this.repeats++;
      try {
        const value = await call();
        this.recovered++;
        return value;
      } catch (failure) {
        last = failure;
      }
    }
    throw last;
  }

  snapshot(): RetrySnapshot {
    const { repeats, recovered, exhausted } = this;
    return { ...this.settings(), repeats, recovered, exhausted };
  }

  /** Doubles with each repeat up to the cap; spread from half of it to one and a half, so that callers do not return in step. */
  private delayMs(repeat: number): number {
    const { firstDelayMs, delayMsMax } = this.settings();
    return Math.min(delayMsMax, firstDelayMs * 2 ** repeat) * (0.5 + this.random.next());
  }

  /** False when the caller gave up. */
  private pause(milliseconds: number, signal: AbortSignalLike): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (): void => {
        timer.cancel();
        signal.removeEventListener('abort', end);
        resolve(!signal.aborted);
      };
      const timer = this.scheduler.after(milliseconds, end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
