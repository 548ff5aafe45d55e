/** Makes the window's view of a risk decision. */
import type { RiskDecisionView } from '../../../shared/contract/signals.ts';
import type { RiskDecisionRecord } from '../../domain/order/riskDecision.ts';

export function riskView(record: RiskDecisionRecord): RiskDecisionView {
  return { level: record.level, rules: record.rules.map((rule) => ({ ...rule })) };
}
