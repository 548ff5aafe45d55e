/** Leaves what was refused alone for a while, by the monotonic clock. */
import {
  isHeld,
  noHolds,
  refusalsOf,
  triesSoon,
  withoutHold,
  withRefusal,
} from '../../domain/order/bracket/holds.ts';
import type { Clock } from '../ports.ts';

export class Patience {
  private readonly clock: Pick<Clock, 'monotonicMs'>;
  private holds = noHolds;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.clock = clock;
  }

  /** It was refused (again). Gives the time after which it is due once more. */
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

  /** Something is held and will be tried again shortly. */
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
