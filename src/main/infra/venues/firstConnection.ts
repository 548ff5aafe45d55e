/** The outcome of a venue's first attempt to connect, which the engine waits for in bounded time. */
import type { Scheduler } from '../../engine/ports.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';

export class FirstConnection {
  private settle: ((result: Result<void, Fault>) => void) | undefined;

  /** Resolves with the fault `venue_unreachable` unless `succeeded` is called in time. Only the first outcome counts. */
  wait(scheduler: Scheduler, timeoutMs: number): Promise<Result<void, Fault>> {
    return new Promise((resolve) => {
      const timer = scheduler.after(timeoutMs, () => this.failed(`within ${timeoutMs} ms`));
      this.settle = (result) => {
        timer.cancel();
        this.settle = undefined;
        resolve(result);
      };
    });
  }

  succeeded(): void {
    this.settle?.(ok());
  }

  failed(when: string): void {
    this.settle?.(err({ code: 'venue_unreachable', message: `the venue could not be reached ${when}` }));
  }
}
