/** A bracket as its manager keeps it: the aggregate's state, and what is under way for it. */
import type { Bracket } from '../../domain/order/bracket/bracketState.ts';
import type { Claim } from '../gates/closingBook.ts';

export interface LiveBracket {
  state: Bracket;
  /** As they were put into the book last. */
  claims: readonly Claim[];
  /** `dirty`: something changed while it was being evaluated. */
  work: 'idle' | 'evaluating' | 'dirty';
}

/** Read anew: others change it while a step waits. */
export function isDirty({ work }: LiveBracket): boolean {
  return work === 'dirty';
}
