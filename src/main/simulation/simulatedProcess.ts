/**
 * The process that an engine lives in: it dies, or stands still for a while as one that is stopped. While it stands
 * still nothing in it runs, and what is sent to it waits in its sockets. Awake again it reads that first, as the
 * Scheduler port of the real machine does: what fell due meanwhile runs a little later.
 */
import type { Scheduler, Timer } from '../engine/ports.ts';
import type { SimulatedTime } from './simulatedTime.ts';

/** As long as on the real machine. */
const inputGraceMs = 100;

export class SimulatedProcess {
  alive = true;
  /** A bug that a test plants: what fell due runs before what waits is read. */
  judgesFirst = false;
  private readonly time: SimulatedTime;
  private wakesAtMs = 0;
  private readonly inputs: (() => void)[] = [];

  constructor(time: SimulatedTime) {
    this.time = time;
  }

  get isStill(): boolean {
    return this.time.monotonicMs() < this.wakesAtMs;
  }

  /** Something comes from outside: it is heard now, or once the process is awake. */
  readonly hear = (input: () => void): void => {
    if (this.isStill) this.inputs.push(input);
    else if (this.alive) input();
  };

  standStill(forMs: number): void {
    if (this.isStill || !this.alive) return;
    this.wakesAtMs = this.time.monotonicMs() + forMs;
    const read = (): void => {
      for (const input of this.inputs.splice(0)) if (this.alive) input();
    };
    this.time.after(this.judgesFirst ? forMs + inputGraceMs : forMs, read);
  }

  /** Time as the process sees it: after its death nothing falls due. */
  scheduler(): Scheduler {
    return {
      after: (delayMs, task) => this.after(delayMs, task),
      every: (intervalMs, task) => {
        let timer: Timer;
        const tick = (): void => {
          timer = this.after(intervalMs, tick);
          task();
        };
        timer = this.after(intervalMs, tick);
        return { cancel: () => timer.cancel() };
      },
      soon: (task) => void this.after(0, task),
    };
  }

  private after(delayMs: number, task: () => void): Timer {
    const run = (): void => {
      if (!this.alive) return;
      const stillMs = this.wakesAtMs - this.time.monotonicMs();
      if (stillMs <= 0) task();
      else timer = this.time.after(stillMs + (this.judgesFirst ? 0 : inputGraceMs), run);
    };
    let timer = this.time.after(delayMs, run);
    return { cancel: () => timer.cancel() };
  }
}
