/** Whether an amend may be asked for: judged like a new order. */
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { Order, ReplaceTerms } from '../../domain/order/orderState.ts';
import type { RiskDecisionRecord } from '../../domain/risk/riskDecision.ts';

export interface AmendDenial {
  /** Every reason; at least one. */
  readonly reasons: readonly Refusal[];
  /** Absent when the form was wrong already, or risk could not be asked. */
  readonly risk?: RiskDecisionRecord;
}

export interface AmendJudge {
  /**
   * The decision to keep with the amend; undefined where it only reduces the order. One that passes takes its room at
   * once, so that what is judged next sees it.
   */
  judge(order: Order, change: ReplaceTerms): Result<RiskDecisionRecord | undefined, AmendDenial>;
  /** Gives the room back: what was judged has not been asked for. The order as it is now. */
  release(order: Order): void;
  /** The same decision without a trace. */
  dryRun(order: Order, change: ReplaceTerms): Result<RiskDecisionRecord | undefined, AmendDenial>;
}
