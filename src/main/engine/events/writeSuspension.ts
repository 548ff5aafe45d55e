/** How a store that can't write waits, and notices that it can write again. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Logger, Scheduler, Timer } from '../ports.ts';
import { isLasting, withRemedy, writeRetryMs } from './appendFaults.ts';

/** Called with the fault that is left, or without a fault when the store writes again. */
export type ProbeEnded = (fault: Fault | undefined) => void;

/**
 * The time in which a store can't write. The store refuses appends, and tries every `writeRetryMs` whether it can write
 * again. With a lasting fault it does not try: a damaged file would take writes too, and be damaged further.
 */
export class WriteSuspension {
  private readonly scheduler: Scheduler;
  private readonly logger: Logger | undefined;
  private readonly probe: (ended: ProbeEnded) => void;
  private current: Fault | undefined;
  private timer: Timer | undefined;
  private isProbing = false;

  /** `probe` tries a write, and says which fault is left. */
  constructor(scheduler: Scheduler, logger: Logger | undefined, probe: (ended: ProbeEnded) => void) {
    this.scheduler = scheduler;
    this.logger = logger;
    this.probe = probe;
  }

  /** Why the store can't write; undefined while it can. */
  get fault(): Fault | undefined {
    return this.current;
  }

  begin(fault: Fault): void {
    // A later fault must not hide a lasting one.
    if (this.current !== undefined && isLasting(this.current)) return;
    const isSame = this.current?.code === fault.code;
    this.current = withRemedy(fault);
    const { code, message } = this.current;
    // Each append that is lost meanwhile says the same.
    if (!isSame) this.logger?.log('error', 'the event store can not write', { code, error: message });
    if (isLasting(fault)) this.cancel();
    else this.timer ??= this.scheduler.every(writeRetryMs, () => this.tryAgain());
  }

  /** Stops trying. */
  cancel(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private tryAgain(): void {
    // The disk may take longer for an answer than the time between two tries.
    if (this.isProbing) return;
    this.isProbing = true;
    this.probe((fault) => {
      this.isProbing = false;
      this.probed(fault);
    });
  }

  private probed(fault: Fault | undefined): void {
    // A fault that came during the probe may be a lasting one, and a store that was closed meanwhile stops trying.
    if (this.timer === undefined) return;
    if (fault !== undefined && fault.code !== this.current?.code) this.begin(fault);
    if (fault !== undefined) return;
    this.current = undefined;
    this.cancel();
    this.logger?.log('info', 'the event store writes again');
  }
}
