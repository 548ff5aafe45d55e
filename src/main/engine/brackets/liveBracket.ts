/** A bracket as its manager keeps it: the aggregate's state, and the work that is under way. */
import type { Bracket } from '../../domain/order/bracket/bracketState.ts';
import type { Claim } from '../gates/closingBook.ts';

export interface LiveBracket {
  state: Bracket;
  /** The claims that the bracket has put into the closing book. */
  claims: readonly Claim[];
  /** `dirty`: something changed during the evaluation. */
  work: 'idle' | 'evaluating' | 'dirty';
}

/** Read at each use, because other code changes the value while a step waits. */
export function isDirty({ work }: LiveBracket): boolean {
  return work === 'dirty';
}
