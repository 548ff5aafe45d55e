/** Judges an amend by the rules of risk, like a new order. */
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { Order, ReplaceTerms } from '../../domain/order/orderState.ts';
import type { RiskDecisionRecord } from '../../domain/order/riskDecision.ts';

export interface AmendDenial {
  /** Every reason against the amend; at least one. */
  readonly reasons: readonly Refusal[];
  /** The decision of risk; absent when the form of the amend was wrong already, or when risk could not be asked. */
  readonly risk?: RiskDecisionRecord;
}

export interface AmendJudge {
  /**
   * Returns the decision to keep with the amend; undefined where the amend only reduces the order. An amend that passes
   * takes its room in the limits at once, so that the next order is judged with that room taken.
   */
  judge(order: Order, change: ReplaceTerms): Result<RiskDecisionRecord | undefined, AmendDenial>;
  /** Gives back the room of an amend that passed and was not requested after all. `order` is the order as it is now. */
  release(order: Order): void;
  /**
   * Takes the amend's room until the returned function gives it back. So a dry run of several amends judges each with
   * the room of those before it taken.
   */
  hold(order: Order, change: ReplaceTerms): () => void;
  /** Makes the same decision and takes no room. */
  dryRun(order: Order, change: ReplaceTerms): Result<RiskDecisionRecord | undefined, AmendDenial>;
}
