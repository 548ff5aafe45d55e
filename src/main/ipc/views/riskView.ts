/** Makes the window's view of a risk decision. */
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { RiskDecisionView } from '../../../shared/contract/signals.ts';
import type { RiskDecisionRecord } from '../../domain/order/riskDecision.ts';

export function riskView({ level, reference, rules }: RiskDecisionRecord): RiskDecisionView {
  return {
    level,
    ...(reference !== undefined && { reference: { ...reference } }),
    rules: rules.map((rule) => ({ ...rule })),
  };
}

/** The result of a dry run: why the order would be refused, and the decision of risk where risk was asked. */
export function dryRunView(refusals: readonly Refusal[], risk: RiskDecisionRecord | undefined) {
  return {
    refusals: refusals.map((refusal) => ({ ...refusal })),
    ...(risk !== undefined && { risk: riskView(risk) }),
  };
}
