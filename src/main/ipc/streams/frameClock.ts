/**
 * Gathers changes into frames: the first after a quiet time at once, then at most one frame every `intervalMs`. All who
 * draw share the frame.
 */
import type { Clock, Scheduler, Timer } from '../../engine/ports.ts';

export class FrameClock {
  private readonly clock: Clock;
  private readonly scheduler: Scheduler;
  private readonly intervalMs: number;
  private readonly draws = new Set<() => void>();
  private timer: Timer | undefined;
  private nextMs = 0;

  constructor(ports: { clock: Clock; scheduler: Scheduler }, intervalMs: number) {
    this.clock = ports.clock;
    this.scheduler = ports.scheduler;
    this.intervalMs = intervalMs;
  }

  /** Calls `draw` in each frame, until the returned function is called. */
  add(draw: () => void): () => void {
    this.draws.add(draw);
    return () => {
      this.draws.delete(draw);
      if (this.draws.size > 0) return;
      this.timer?.cancel();
      this.timer = undefined;
    };
  }

  /** Asks for a frame. Further requests before it share the frame. */
  request(): void {
    this.timer ??= this.scheduler.after(Math.max(0, this.nextMs - this.clock.monotonicMs()), () => {
      this.timer = undefined;
      this.nextMs = this.clock.monotonicMs() + this.intervalMs;
      for (const draw of this.draws) draw();
    });
  }
}
