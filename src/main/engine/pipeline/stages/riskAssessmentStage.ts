/** Stage 200: every pre-trade rule. When risk itself fails, the order is denied, never waved through. */
import type { Logger } from '../../ports.ts';
import type { RiskManager } from '../../signals/riskManager.ts';
import { termsOf } from '../../signals/signalConverter.ts';
import type { SignalChecks } from '../../signals/signalChecks.ts';
import { withRisk, withTerms } from '../orderProcessingContext.ts';
import type { OrderProcessingStage } from '../orderProcessingPipeline.ts';
import { refusalsOf } from '../../signals/riskManager.ts';

export function riskAssessmentStage(
  checks: SignalChecks,
  risk: RiskManager,
  logger: Logger,
): OrderProcessingStage {
  return {
    name: 'RiskAssessment',
    priority: 200,
    canProcess: () => true,
    process(context) {
      const terms = termsOf(context.signal, context.orderId, checks.instrument(context.signal.symbol));
      const withOrderTerms = withTerms(context, terms);
      try {
        const decision = risk.assess(terms);
        const decided = withRisk(withOrderTerms, decision);
        const refusals = refusalsOf(decision);
        if (refusals.length > 0) return { ok: false, context: decided, refusals };
        risk.reserve(terms);
        return { ok: true, context: decided };
      } catch (error) {
        logger.log('error', 'risk assessment failed', { orderId: context.orderId, error: String(error) });
        const message = 'risk could not be assessed; the order is denied';
        return { ok: false, context: withOrderTerms, refusals: [{ code: 'risk_unavailable', message }] };
      }
    },
  };
}
