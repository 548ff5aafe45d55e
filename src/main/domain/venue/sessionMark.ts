/** How far the sequence numbers of a venue's session had come. */
export interface SessionMark {
  /** How often the numbers have begun at 1. */
  readonly epoch: number;
  /** The number of the next message that leaves. */
  readonly nextOut: number;
  /** The number of the next message that is expected. */
  readonly nextIn: number;
}

/** Whether the numbers had been further than they are now: they never go back by themselves. */
export function isBehind(now: SessionMark, before: SessionMark): boolean {
  if (now.epoch !== before.epoch) return now.epoch < before.epoch;
  return now.nextOut < before.nextOut || now.nextIn < before.nextIn;
}
