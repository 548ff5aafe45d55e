/** What is remembered of one bracket between two looks at it. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { Claim } from '../gates/closingBook.ts';
import type { Clock } from '../ports.ts';
import { Patience } from './patience.ts';

/** Filled and not protected; since when, on the monotonic and on the wall clock. */
export interface Bare {
  quantity: Decimal;
  readonly symbol: string;
  readonly sinceMs: number;
  readonly since: EpochMicros;
}

export interface Bracket {
  readonly entryId: OrderId;
  readonly exitIds: OrderId[];
  /** By role for a new exit, by order for one that is changed, and apart from that for its cancel. */
  readonly patience: Patience;
  /** As they were put into the book last. */
  claims: readonly Claim[];
  /** Exits that the bracket itself has asked to cancel. */
  readonly dismissed: Set<OrderId>;
  /** All exits that the store knows have been found. */
  complete: boolean;
  /** Exits on their way to the venue. */
  submitting: number;
  evaluating: boolean;
  /** Something changed while it was being evaluated. */
  dirty: boolean;
  bare: Bare | undefined;
}

export function newBracket(entryId: OrderId, clock: Clock): Bracket {
  return {
    entryId,
    exitIds: [],
    patience: new Patience(clock),
    claims: [],
    dismissed: new Set(),
    complete: false,
    submitting: 0,
    evaluating: false,
    dirty: false,
    bare: undefined,
  };
}

/** Read anew: others change it while a step waits. */
export function isDirty(bracket: Bracket): boolean {
  return bracket.dirty;
}
