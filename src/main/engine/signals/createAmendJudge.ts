/**
 * Judges amends as the pipeline judges new orders: by the rules of form, and by the rules of risk behind their breaker.
 */
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Order, ReplaceTerms } from '../../domain/order/orderState.ts';
import { onlyReduces } from '../../domain/order/amend/reducingChange.ts';
import type { RiskDecisionRecord } from '../../domain/order/riskDecision.ts';
import type { AmendDenial, AmendJudge } from '../commands/amendJudge.ts';
import type { Clock } from '../ports.ts';
import type { RiskGuard } from '../risk/riskGuard.ts';
import { refusalsOf, type RiskManager } from '../risk/riskManager.ts';
import type { SignalChecks } from '../pipeline/signalChecks.ts';

export interface AmendJudgeDependencies {
  readonly checks: SignalChecks;
  readonly guard: Pick<RiskGuard, 'assessAmend' | 'assessAmendDry'>;
  readonly risk: Pick<RiskManager, 'reserveAmend' | 'releaseAmend' | 'forgetAmend'>;
  readonly clock: Clock;
}

type Verdict = Result<RiskDecisionRecord | undefined, AmendDenial>;

export function createAmendJudge({ checks, guard, risk, clock }: AmendJudgeDependencies): AmendJudge {
  const verdict = (
    order: Order,
    change: ReplaceTerms,
    assess: (order: Order, change: ReplaceTerms) => Result<RiskDecisionRecord, Refusal>,
  ): Verdict => {
    const malformed = checks.validateAmend(order, change, clock.now());
    if (malformed.length > 0) return err({ reasons: malformed });
    if (onlyReduces(order, change)) return ok(undefined);
    const assessed = assess(order, change);
    if (!assessed.ok) return err({ reasons: [assessed.error] });
    const reasons = refusalsOf(assessed.value);
    return reasons.length > 0 ? err({ reasons, risk: assessed.value }) : ok(assessed.value);
  };
  return {
    judge(order, change) {
      const judged = verdict(order, change, (...asked) => guard.assessAmend(...asked));
      if (judged.ok && judged.value !== undefined) risk.reserveAmend(order, change);
      return judged;
    },
    release: (order) => risk.releaseAmend(order),
    hold(order, change) {
      if (onlyReduces(order, change)) return () => undefined;
      risk.reserveAmend(order, change);
      return () => risk.forgetAmend(order);
    },
    dryRun: (order, change) => verdict(order, change, (...asked) => guard.assessAmendDry(...asked)),
  };
}
