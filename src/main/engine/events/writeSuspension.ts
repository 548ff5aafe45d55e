/** How a store that can't write waits, and finds out that it can again. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Logger, Scheduler, Timer } from '../ports.ts';
import { isLasting, withRemedy, writeRetryMs } from './appendFaults.ts';

/**
 * The time in which a store can't write: it refuses appends, and tries at a steady pace whether it can again. A fault
 * that lasts is not tried: a damaged file takes writes too, and would be damaged further.
 */
export class WriteSuspension {
  private readonly scheduler: Scheduler;
  private readonly logger: Logger | undefined;
  private readonly probe: () => Fault | undefined;
  private current: Fault | undefined;
  private timer: Timer | undefined;

  /** `probe` tries a write and gives what is still the matter. */
  constructor(scheduler: Scheduler, logger: Logger | undefined, probe: () => Fault | undefined) {
    this.scheduler = scheduler;
    this.logger = logger;
    this.probe = probe;
  }

  /** Why nothing can be written; undefined while it can. */
  get fault(): Fault | undefined {
    return this.current;
  }

  begin(fault: Fault): void {
    // What lasts is not covered up by what comes after.
    if (this.current !== undefined && isLasting(this.current)) return;
    this.current = withRemedy(fault);
    const { code, message } = this.current;
    this.logger?.log('error', 'the event store can not write', { code, error: message });
    if (isLasting(fault)) this.cancel();
    else this.timer ??= this.scheduler.every(writeRetryMs, () => this.tryAgain());
  }

  /** Stops trying. */
  cancel(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private tryAgain(): void {
    const fault = this.probe();
    if (fault !== undefined && fault.code !== this.current?.code) this.begin(fault);
    if (fault !== undefined) return;
    this.current = undefined;
    this.cancel();
    this.logger?.log('info', 'the event store writes again');
  }
}
