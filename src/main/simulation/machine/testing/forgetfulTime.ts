/** Simulated time that can drop what waits for it, for tests in which a process dies. */
import type { Timer } from '../../../engine/ports.ts';
import { SimulatedTime } from '../simulatedTime.ts';

export class ForgetfulTime extends SimulatedTime {
  private life = 0;

  override after(delayMs: number, run: () => void): Timer {
    const { life } = this;
    return super.after(delayMs, () => {
      if (life === this.life) run();
    });
  }

  /** Drops all waiting tasks: the process that waited for them is gone. */
  forgetAll(): void {
    this.life++;
  }
}
