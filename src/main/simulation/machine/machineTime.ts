/** The clock and the timers of one machine. Its monotonic clock runs a little faster or slower than true time. */
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { Clock, Scheduler, Timer } from '../../engine/ports.ts';
import type { SimulatedTime } from './simulatedTime.ts';

/** More than what rounding takes away from the time of a timer. */
const roundingMs = 0.001;

export class MachineTime implements Clock, Scheduler {
  private readonly time: SimulatedTime;
  private readonly rate: number;

  /** `rate` is how many milliseconds the clock counts in a true one. */
  constructor(time: SimulatedTime, rate: number) {
    this.time = time;
    this.rate = rate;
  }

  now(): EpochMicros {
    return this.time.now();
  }

  monotonicMs(): number {
    return this.time.monotonicMs() * this.rate;
  }

  after(delayMs: number, task: () => void): Timer {
    return this.time.after(this.trueMs(delayMs), task);
  }

  every(intervalMs: number, task: () => void): Timer {
    return this.time.every(this.trueMs(intervalMs), task);
  }

  soon(task: () => void): void {
    this.time.soon(task);
  }

  /** No timer fires before its time by this clock, however the numbers are rounded. */
  private trueMs(delayMs: number): number {
    return this.rate === 1 || delayMs <= 0 ? delayMs : delayMs / this.rate + roundingMs;
  }
}
