/** Time that only moves when told: clock and scheduler of tests and of the simulator. */
import { epochMicros, type EpochMicros } from '../../shared/kernel/time.ts';
import type { Clock, Scheduler, Timer } from '../engine/ports.ts';

interface Task {
  readonly dueMs: number;
  /** Ties are broken by order of arrival. */
  readonly order: number;
  readonly run: () => void;
}

export class SimulatedTime implements Clock, Scheduler {
  private nowMs = 0;
  private readonly startMicros: number;
  private order = 0;
  private readonly tasks = new Set<Task>();

  constructor(start: EpochMicros) {
    this.startMicros = start;
  }

  now(): EpochMicros {
    return epochMicros(this.startMicros + this.nowMs * 1000);
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  after(delayMs: number, run: () => void): Timer {
    return this.add({ dueMs: this.nowMs + Math.max(0, delayMs), order: this.order++, run });
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

  /** Runs all that falls due in the next `milliseconds`, in order, letting promises settle in between. */
  async advance(milliseconds: number): Promise<void> {
    const untilMs = this.nowMs + milliseconds;
    await settle();
    for (let task = this.next(untilMs); task !== undefined; task = this.next(untilMs)) {
      this.tasks.delete(task);
      this.nowMs = Math.max(this.nowMs, task.dueMs);
      task.run();
      await settle();
    }
    this.nowMs = untilMs;
  }

  /** Nothing that waits will ever happen: whoever waited for it is gone. */
  cancelAll(): void {
    this.tasks.clear();
  }

  private next(untilMs: number): Task | undefined {
    let first: Task | undefined;
    for (const task of this.tasks) {
      if (task.dueMs > untilMs) continue;
      if (
        first === undefined ||
        task.dueMs < first.dueMs ||
        (task.dueMs === first.dueMs && task.order < first.order)
      ) {
        first = task;
      }
    }
    return first;
  }

  private add(task: Task): Timer {
    this.tasks.add(task);
    return { cancel: () => void this.tasks.delete(task) };
  }
}

/** Long enough for chains of awaits; what waits for a timer is not waited for. */
const microtaskTurns = 50;

async function settle(): Promise<void> {
  for (let turn = 0; turn < microtaskTurns; turn++) await Promise.resolve();
}
