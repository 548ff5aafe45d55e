/** Counts what the doors for signals have answered since the start. */
import type { SignalAnswer } from '../feed/signalAnswer.ts';

export interface IntakeCounts {
  readonly acknowledged: number;
  /** Signals that were refused, with the refusal on record. */
  readonly refused: number;
  /**
   * Signals that were not taken and have to be sent again: the engine had no room, the client was too fast, or the
   * store could not write.
   */
  readonly busy: number;
}

export class IntakeTally {
  private counted: IntakeCounts = { acknowledged: 0, refused: 0, busy: 0 };

  get counts(): IntakeCounts {
    return this.counted;
  }

  count(answer: SignalAnswer): void {
    const { acknowledged, refused, busy } = this.counted;
    if (answer.type === 'acknowledged') this.counted = { acknowledged: acknowledged + 1, refused, busy };
    else if (answer.position !== undefined) this.counted = { acknowledged, refused: refused + 1, busy };
    else this.counted = { acknowledged, refused, busy: busy + 1 };
  }
}
