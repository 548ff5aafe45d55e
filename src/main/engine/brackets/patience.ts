/** Leaves what was refused alone for a while, longer with each refusal in a row; the venue or its breaker may need a moment. */
import type { Clock } from '../ports.ts';

const tryAgainMs = 1_000;
const tryAgainMsMax = 30_000;
/** What is refused more often than this may stay so: nobody waits for it any longer. */
const refusalsWaitedForMax = 3;

export class Patience {
  private readonly clock: Pick<Clock, 'monotonicMs'>;
  private readonly holds = new Map<string, { refusals: number; untilMs: number }>();

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.clock = clock;
  }

  /** It was refused (again). Gives the time after which it is due once more. */
  refused(key: string): number {
    const refusals = this.refusals(key) + 1;
    const delayMs = Math.min(tryAgainMsMax, tryAgainMs * 2 ** (refusals - 1));
    this.holds.set(key, { refusals, untilMs: this.clock.monotonicMs() + delayMs });
    return delayMs;
  }

  refusals(key: string): number {
    return this.holds.get(key)?.refusals ?? 0;
  }

  isHeld(key: string): boolean {
    const hold = this.holds.get(key);
    return hold !== undefined && hold.untilMs > this.clock.monotonicMs();
  }

  /** Something is held and will be tried again shortly. */
  get triesSoon(): boolean {
    const now = this.clock.monotonicMs();
    for (const { refusals, untilMs } of this.holds.values()) {
      if (refusals <= refusalsWaitedForMax && untilMs > now) return true;
    }
    return false;
  }

  forget(key: string): void {
    this.holds.delete(key);
  }

  clear(): void {
    this.holds.clear();
  }
}
