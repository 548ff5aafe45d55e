/** Time that moves only on request: clock and scheduler of tests and of the simulator. */
import { epochMicros, type EpochMicros } from '../../../shared/kernel/time.ts';
import type { Clock, Scheduler, Timer } from '../../engine/ports.ts';

interface Task {
  readonly dueMs: number;
  /** Tasks of the same time run in the order in which they came. */
  readonly order: number;
  readonly run: () => void;
  canceled: boolean;
}

export class SimulatedTime implements Clock, Scheduler {
  private nowMs = 0;
  private readonly startMicros: number;
  private wallOffsetMs = 0;
  private order = 0;
  /** A binary heap; the next task stands first. */
  private readonly heap: Task[] = [];
  private readonly drain: () => Promise<void>;

  /** `drain` lets all promises settle that can. The default is enough for chains of up to fifty awaits. */
  constructor(start: EpochMicros, drain: () => Promise<void> = settle) {
    this.startMicros = start;
    this.drain = drain;
  }

  now(): EpochMicros {
    return epochMicros(this.startMicros + (this.nowMs + this.wallOffsetMs) * 1000);
  }

  /** The time of a wall clock that nobody ever sets: the venue's clock. */
  steadyNow(): EpochMicros {
    return epochMicros(this.startMicros + this.nowMs * 1000);
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  /** Sets the wall clock alone, as an operator or a time server does. */
  stepWall(milliseconds: number): void {
    this.wallOffsetMs += milliseconds;
  }

  after(delayMs: number, run: () => void): Timer {
    const task = { dueMs: this.nowMs + Math.max(0, delayMs), order: this.order++, run, canceled: false };
    this.push(task);
    return { cancel: () => void (task.canceled = true) };
  }

  every(intervalMs: number, run: () => void): Timer {
    let timer = this.after(intervalMs, tick);
    const schedule = (): Timer => this.after(intervalMs, tick);
    function tick(): void {
      timer = schedule();
      run();
    }
    return { cancel: () => timer.cancel() };
  }

  soon(run: () => void): void {
    this.after(0, run);
  }

  /** Runs all tasks of the next `milliseconds` in order, and lets promises settle in between. */
  async advance(milliseconds: number): Promise<void> {
    const untilMs = this.nowMs + milliseconds;
    await this.drain();
    while (await this.step(untilMs));
  }

  /**
   * Runs the next task due by `untilMs` and lets promises settle. Without such a task it moves on to `untilMs` and
   * gives false.
   */
  async step(untilMs: number): Promise<boolean> {
    if (!this.runNext(untilMs)) return false;
    await this.drain();
    return true;
  }

  /** The same without letting promises settle. */
  runNext(untilMs: number): boolean {
    let task = this.heap[0];
    while (task?.canceled === true) {
      this.pop();
      task = this.heap[0];
    }
    if (task === undefined || task.dueMs > untilMs) {
      this.nowMs = untilMs;
      return false;
    }
    this.pop();
    this.nowMs = Math.max(this.nowMs, task.dueMs);
    task.run();
    return true;
  }

  private push(task: Task): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(task);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, task)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = task;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      if (left === undefined) break;
      const right = heap[2 * at + 2];
      const child = right !== undefined && isBefore(right, left) ? right : left;
      if (isBefore(last, child)) break;
      heap[at] = child;
      at = child === left ? 2 * at + 1 : 2 * at + 2;
    }
    heap[at] = last;
  }
}

function isBefore(a: Task, b: Task): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

/** Enough turns for chains of awaits. A promise that waits for a timer is not waited for. */
const microtaskTurns = 50;

async function settle(): Promise<void> {
  for (let turn = 0; turn < microtaskTurns; turn++) await Promise.resolve();
}
