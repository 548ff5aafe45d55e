/**
 * The time of a thread that the other ends of its connections may take with what they send. A turn costs a multiple of
 * its time, and the next one waits while the costs of earlier ones are not over. So however much the other ends send
 * together, the thread has most of its time for other work; whoever sends little waits for nothing.
 */
import type { Scheduler, Timer } from '../../engine/ports.ts';

/** A turn costs so many times its time: turns take a fifth of the thread at most. */
const costOfTurn = 5;
/** Costs in milliseconds that may be open when a turn begins. */
const openCostMsMax = 20;

export class Turns {
  private readonly scheduler: Scheduler;
  private readonly nowMs: () => number;
  private readonly waiting: (() => void)[] = [];
  private timer: Timer | undefined;
  private isRunning = false;
  /** When the costs of all turns are over, in monotonic milliseconds. */
  private freeAtMs = 0;

  constructor(scheduler: Scheduler, nowMs: () => number = () => performance.now()) {
    this.scheduler = scheduler;
    this.nowMs = nowMs;
  }

  /** Does a short piece of work behind those that wait: at once where none does and the costs allow it. */
  take(work: () => void): void {
    this.waiting.push(work);
    if (this.timer === undefined && !this.isRunning) this.run();
  }

  private run(): void {
    this.isRunning = true;
    try {
      this.runDue();
    } finally {
      this.isRunning = false;
    }
  }

  private runDue(): void {
    while (this.waiting.length > 0) {
      const beganMs = this.nowMs();
      const earlyMs = this.freeAtMs - beganMs - openCostMsMax;
      if (earlyMs > 0) {
        this.timer = this.scheduler.after(earlyMs, () => {
          this.timer = undefined;
          this.run();
        });
        return;
      }
      this.waiting.shift()?.();
      this.freeAtMs = Math.max(this.freeAtMs, beganMs) + (this.nowMs() - beganMs) * costOfTurn;
    }
  }
}
