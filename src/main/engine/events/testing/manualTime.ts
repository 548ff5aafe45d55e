/** Time that stands still until a test moves it; only `soon` happens by itself, as in Node. */
import { epochMicros, type EpochMicros } from '../../../../shared/kernel/time.ts';
import type { Clock, Scheduler, Timer } from '../../ports.ts';

export interface ManualTime {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Moves both clocks and runs what falls due on the way, in order. */
  advance(ms: number): void;
  /** Sets the wall clock alone, as an operator or a time server does. */
  setWall(at: EpochMicros): void;
}

interface Due {
  atMs: number;
  readonly task: () => void;
  readonly everyMs: number | undefined;
}

/** Starts at 2026-11-23T09:30:00Z. */
export function manualTime(): ManualTime {
  let wall = epochMicros(Date.UTC(2026, 10, 23, 9, 30) * 1000);
  let monotonicMs = 0;
  const timers = new Set<Due>();
  const add = (delayMs: number, task: () => void, everyMs: number | undefined): Timer => {
    const due: Due = { atMs: monotonicMs + delayMs, task, everyMs };
    timers.add(due);
    return { cancel: () => void timers.delete(due) };
  };
  const nextDue = (untilMs: number): Due | undefined => {
    const ready = [...timers].filter(({ atMs }) => atMs <= untilMs);
    return ready.toSorted((a, b) => a.atMs - b.atMs)[0];
  };
  const moveTo = (ms: number): void => {
    wall = epochMicros(wall + (ms - monotonicMs) * 1000);
    monotonicMs = ms;
  };
  return {
    clock: { now: () => wall, monotonicMs: () => monotonicMs },
    scheduler: {
      after: (delayMs, task) => add(delayMs, task, undefined),
      every: (intervalMs, task) => add(intervalMs, task, intervalMs),
      soon: (task) => void setImmediate(task),
    },
    advance(ms) {
      const untilMs = monotonicMs + ms;
      for (let due = nextDue(untilMs); due !== undefined; due = nextDue(untilMs)) {
        moveTo(due.atMs);
        if (due.everyMs === undefined) timers.delete(due);
        else due.atMs += due.everyMs;
        due.task();
      }
      moveTo(untilMs);
    },
    setWall(at) {
      wall = at;
    },
  };
}
