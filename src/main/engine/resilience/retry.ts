/**
 * Tries a call again which its caller knows to be safe to repeat: with exponential backoff and jitter, a limited number
 * of times.
 */
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

  /** Each use asks for the settings, because an operator may change them while the desk runs. */
  constructor(settings: () => RetrySettings, scheduler: Scheduler, random: Random) {
    this.settings = settings;
    this.scheduler = scheduler;
    this.random = random;
  }

  /**
   * Called after a first try that failed with `error`; returns the value of the first repeat that succeeds. Throws the
   * last error when the attempts are used up, when the caller has given up, or when the error may not be repeated.
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

  /**
   * The delay doubles with each repeat, up to the cap. It is then multiplied by 0.5 to 1.5 at random, so that callers
   * do not all come back at once.
   */
  private delayMs(repeat: number): number {
    const { firstDelayMs, delayMsMax } = this.settings();
    return Math.min(delayMsMax, firstDelayMs * 2 ** repeat) * (0.5 + this.random.next());
  }

  /** Resolves after the pause, with false when the caller gave up. */
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
