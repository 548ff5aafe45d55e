import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Logger, Scheduler, Timer } from '../ports.ts';
import { writeRetryMs } from './appendFaults.ts';

/** The time in which a store can't write: it refuses appends, and tries at a steady pace whether it can again. */
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
    this.current = fault;
    this.logger?.log('error', 'the event store can not write', { code: fault.code, error: fault.message });
    this.timer ??= this.scheduler.every(writeRetryMs, () => this.tryAgain());
  }

  /** Stops trying. */
  cancel(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private tryAgain(): void {
    this.current = this.probe();
    if (this.current !== undefined) return;
    this.cancel();
    this.logger?.log('info', 'the event store writes again');
  }
}
