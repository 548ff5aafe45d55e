/** What the bench of takeovers is asked for, and what it tells. */
/** The kind of a takeover that followed no fault: a renewal of the lease got no processor in time. */
export const notAskedFor = 'not asked for';

/** Milliseconds from the fault, of which the parts are the waits for the lease, for the start and for an order. */
export interface Takeover {
  readonly kind: string;
  readonly tookOver: boolean;
  /** From the fault to the line that says `takeover`. Absent where the same engine went on, or where no fault struck. */
  readonly leaseMs?: number;
  /** From there until the new engine takes signals. */
  readonly startMs?: number;
  /** From the fault, or else from the takeover, to the first new order that the venue accepted afterwards. */
  readonly firstOrderMs: number;
  /** How many signals had no answer when the new engine took signals. */
  readonly resent: number;
  /** Whether the engine that lost the record ended by itself within the time that it was given. */
  readonly endedByItself?: boolean;
}

export interface PlayOptions {
  readonly folder: string;
  /** How many takeovers; faults that no takeover follows come on top, and takeovers that follow no fault. */
  readonly times: number;
  readonly seed: number;
  readonly signalsPerSecond: number;
  /** Called after each fault that was played. */
  readonly onPlayed: (takeover: Takeover) => void;
}

export interface Played {
  readonly takeovers: readonly Takeover[];
  readonly signals: number;
  /** What was wrong, one sentence each. The first takeover with something wrong is the last one played. */
  readonly wrong: readonly string[];
}
