/**
 * The process in which an engine lives. It can die, or stand still for a while like a stopped process. While it stands
 * still nothing in it runs, and messages to it wait in its sockets. Afterwards it reads these messages first, as the
 * Scheduler port of the real machine does. Timers that fell due meanwhile run a little later.
 */
import type { Clock, Scheduler, Timer } from '../../engine/ports.ts';

type ProcessTime = Pick<Clock, 'monotonicMs'> & Pick<Scheduler, 'after'>;

/** Milliseconds for reading the input, as on the real machine. */
const inputGraceMs = 100;

export class SimulatedProcess {
  private lives = true;
  private readonly connections = new Set<() => void>();
  /** The bug that a test plants: timers that fell due run before the waiting input is read. */
  judgesFirst = false;
  private readonly time: ProcessTime;
  private wakesAtMs = 0;
  private readonly inputs: (() => void)[] = [];

  constructor(time: ProcessTime) {
    this.time = time;
  }

  get alive(): boolean {
    return this.lives;
  }

  /** The operating system closes the connections of a process that ends. */
  onEnd(close: () => void): void {
    this.connections.add(close);
  }

  end(): void {
    this.lives = false;
    for (const close of this.connections) close();
    this.connections.clear();
  }

  get isStill(): boolean {
    return this.time.monotonicMs() < this.wakesAtMs;
  }

  /** Hands input from outside to the process, now or once it runs again. */
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

  /** Time as the process sees it. After its death no timer runs. */
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
