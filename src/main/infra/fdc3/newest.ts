/** Passes on the first value at once, and of those that follow too fast only the newest. */
import type { Scheduler, Timer } from '../../engine/ports.ts';

export class Newest<Value> {
  private readonly scheduler: Scheduler;
  private readonly everyMs: number;
  private readonly pass: (value: Value) => void;
  private timer: Timer | undefined;
  private waiting: { readonly value: Value } | undefined;

  constructor(scheduler: Scheduler, everyMs: number, pass: (value: Value) => void) {
    this.scheduler = scheduler;
    this.everyMs = everyMs;
    this.pass = pass;
  }

  offer(value: Value): void {
    if (this.timer === undefined) this.go(value);
    else this.waiting = { value };
  }

  /** Forgets what waits. */
  clear(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.waiting = undefined;
  }

  private go(value: Value): void {
    this.waiting = undefined;
    this.timer = this.scheduler.after(this.everyMs, () => {
      this.timer = undefined;
      if (this.waiting !== undefined) this.go(this.waiting.value);
    });
    this.pass(value);
  }
}
