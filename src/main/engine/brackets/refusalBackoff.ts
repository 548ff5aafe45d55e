/** Holds a refused action back for a while, measured on the monotonic clock. */
import {
  isHeld,
  noHolds,
  refusalsOf,
  triesSoon,
  withoutHold,
  withRefusal,
} from '../../domain/order/bracket/holds.ts';
import type { Clock } from '../ports.ts';

export class RefusalBackoff {
  private readonly clock: Pick<Clock, 'monotonicMs'>;
  private holds = noHolds;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.clock = clock;
  }

  /** Notes a refusal, and gives the milliseconds to wait before the next try. */
  refused(key: string): number {
    const nowMs = this.clock.monotonicMs();
    this.holds = withRefusal(this.holds, key, nowMs);
    return (this.holds.get(key)?.untilMs ?? nowMs) - nowMs;
  }

  refusals(key: string): number {
    return refusalsOf(this.holds, key);
  }

  isHeld(key: string): boolean {
    return isHeld(this.holds, key, this.clock.monotonicMs());
  }

  /** Whether a held action will be tried again soon. */
  get triesSoon(): boolean {
    return triesSoon(this.holds, this.clock.monotonicMs());
  }

  forget(key: string): void {
    this.holds = withoutHold(this.holds, key);
  }

  clear(): void {
    this.holds = noHolds;
  }
}
