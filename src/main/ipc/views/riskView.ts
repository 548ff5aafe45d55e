/** Makes the window's view of a risk decision. */
import type { RiskDecisionView } from '../../../shared/contract/signals.ts';
import type { RiskDecisionRecord } from '../../domain/order/riskDecision.ts';

export function riskView({ level, reference, rules }: RiskDecisionRecord): RiskDecisionView {
  return {
    level,
    ...(reference !== undefined && { reference: { ...reference } }),
    rules: rules.map((rule) => ({ ...rule })),
  };
}
