/** Gathers changes into frames: the first after a quiet time at once, then at most one frame every `intervalMs`. */
import type { Clock, Scheduler, Timer } from '../../engine/ports.ts';

export class FrameClock {
  private readonly clock: Clock;
  private readonly scheduler: Scheduler;
  private readonly intervalMs: number;
  private readonly draw: () => void;
  private timer: Timer | undefined;
  private nextMs = 0;

  constructor(ports: { clock: Clock; scheduler: Scheduler }, intervalMs: number, draw: () => void) {
    this.clock = ports.clock;
    this.scheduler = ports.scheduler;
    this.intervalMs = intervalMs;
    this.draw = draw;
  }

  /** Asks for a frame. Further requests before it share the frame. */
  request(): void {
    this.timer ??= this.scheduler.after(Math.max(0, this.nextMs - this.clock.monotonicMs()), () => {
      this.timer = undefined;
      this.nextMs = this.clock.monotonicMs() + this.intervalMs;
      this.draw();
    });
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }
}
