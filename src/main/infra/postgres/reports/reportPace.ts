/**
 * Says when the reporting tables may be written. Appends have the machine first: while they are busy the rows wait, though
 * not for ever, and are written by the way from then on.
 */

/** Milliseconds of a look at what is appended. */
export const lookMs = 100;
/** Events in a look from which on appends are busy. */
export const busyEventsMin = 100;
/** Looks at busy appends for which rows wait: 10 seconds. */
export const busyLooksMax = 100;
/** A step beside busy appends rests so many times as long as it has worked. */
export const restsFor = 9;

export interface ReportPaceParts {
  /** Position of the last event. */
  readonly head: () => number;
  readonly monotonicMs: () => number;
  /** Resolves after that time, and at once when the tables are closed. */
  readonly rest: (ms: number) => Promise<void>;
}

export class ReportPace {
  private readonly parts: ReportPaceParts;
  /** Looks that have found busy appends, one after the other. */
  private busyLooks = 0;
  private stepMs = 0;

  constructor(parts: ReportPaceParts) {
    this.parts = parts;
  }

  /** Resolves when the next step may begin. */
  async stepMayBegin(): Promise<void> {
    const { head, monotonicMs, rest } = this.parts;
    do {
      const before = head();
      await rest(lookMs);
      this.busyLooks = head() - before < busyEventsMin ? 0 : this.busyLooks + 1;
    } while (this.busyLooks > 0 && this.busyLooks < busyLooksMax);
    this.stepMs = monotonicMs();
  }

  /** Called after each step; resolves when it has rested. */
  async stepEnded(): Promise<void> {
    const { monotonicMs, rest } = this.parts;
    if (this.busyLooks > 0) await rest(restsFor * (monotonicMs() - this.stepMs));
  }
}
