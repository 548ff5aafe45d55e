/** Simulated time in which `soon` happens by itself, as in Node: for tests that wait for a store. */
import { epochMicros, type EpochMicros } from '../../../../shared/kernel/time.ts';
import { SimulatedTime } from '../../../simulation/machine/simulatedTime.ts';
import type { Clock, Scheduler } from '../../ports.ts';

export interface ManualTime {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Moves both clocks and runs what falls due on the way, in order. */
  advance(ms: number): void;
  /** Sets the wall clock alone, as an operator or a time server does. */
  setWall(at: EpochMicros): void;
}

/** Starts at 2026-11-23T09:30:00Z. */
export function manualTime(): ManualTime {
  const time = new SimulatedTime(epochMicros(Date.UTC(2026, 10, 23, 9, 30) * 1000));
  return {
    clock: time,
    scheduler: {
      after: (delayMs, task) => time.after(delayMs, task),
      every: (intervalMs, task) => time.every(intervalMs, task),
      soon: (task) => void setImmediate(task),
    },
    advance(ms) {
      const untilMs = time.monotonicMs() + ms;
      while (time.runNext(untilMs));
    },
    setWall: (at) => time.stepWall((at - time.now()) / 1000),
  };
}
