/** A bracket as its manager keeps it: the aggregate's state, and what is under way for it. */
import type { Bracket } from '../../domain/order/bracket/bracketState.ts';
import type { Claim } from '../gates/closingBook.ts';

export interface LiveBracket {
  state: Bracket;
  /** As they were put into the book last. */
  claims: readonly Claim[];
  /** `dirty`: something changed while it was being evaluated. */
  work: 'idle' | 'evaluating' | 'dirty';
  /**
   * Its position was closed by other means: once its exits have ended, it only says what they closed too much. This is
   * no status, because the bracket keeps an exit that still works at its share, and tells what is bare, as before.
   */
  isOver: boolean;
}

/** Read anew: others change it while a step waits. */
export function isDirty({ work }: LiveBracket): boolean {
  return work === 'dirty';
}
