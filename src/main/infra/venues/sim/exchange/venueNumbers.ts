/** Gives the venue's numbers and times. Each is greater than every one before it, also over a restart. */
import { epochMicros, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { SimRecord } from '../record/record.ts';

export class VenueNumbers {
  private readonly wallMicros: () => number;
  private readonly mark: string;
  private order: number;
  private execution: number;
  private priority: number;
  private time: number;

  /** Continues from the record's highest numbers. `wallMicros` reads microseconds since 1970 UTC. */
  constructor(record: SimRecord, wallMicros: () => number) {
    const highest = record.highest();
    this.wallMicros = wallMicros;
    this.mark = record.mark;
    this.order = highest.order;
    this.execution = highest.execution;
    this.priority = highest.priority;
    this.time = highest.venueTime;
  }

  /** The wall clock's time, moved on where needed so that it is later than every time given before. */
  now(): EpochMicros {
    this.time = Math.max(this.time + 1, this.wallMicros());
    return epochMicros(this.time);
  }

  nextOrder(): { readonly sequence: number; readonly venueOrderId: string } {
    const sequence = ++this.order;
    return { sequence, venueOrderId: `${this.mark}-O${sequence}` };
  }

  nextExecution(): { readonly sequence: number; readonly executionId: string } {
    const sequence = ++this.execution;
    return { sequence, executionId: `${this.mark}-X${sequence}` };
  }

  /** A priority after all others, for the end of a queue. */
  nextPriority(): number {
    return ++this.priority;
  }
}
