/** Counts what the doors for signals have answered since the start. */
import type { SignalAnswer } from '../feed/signalAnswer.ts';

export interface IntakeCounts {
  readonly acknowledged: number;
  /** Refused on record. */
  readonly refused: number;
  /** Not taken, and to be sent again: the engine had no room, the client was too fast, or nothing can be written. */
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
