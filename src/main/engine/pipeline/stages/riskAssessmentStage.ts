/** Stage 200: asks every pre-trade rule. When risk itself fails, the order is denied and never let through. */
import { withRoute } from '../../../domain/signal/route.ts';
import type { RiskGuard } from '../../risk/riskGuard.ts';
import { refusalsOf, type RiskManager } from '../../risk/riskManager.ts';
import type { SignalChecks } from '../signalChecks.ts';
import { termsOf } from '../signalConverter.ts';
import { withRisk, withTerms } from '../orderProcessingContext.ts';
import type { OrderProcessingStage } from '../orderProcessingPipeline.ts';

export function riskAssessmentStage(
  checks: SignalChecks,
  guard: Pick<RiskGuard, 'assess'>,
  risk: Pick<RiskManager, 'reserve' | 'denied'>,
): OrderProcessingStage {
  return {
    name: 'RiskAssessment',
    priority: 200,
    canProcess: () => true,
    process(context) {
      const route = checks.route(context.signal);
      if (!route.ok) return { ok: false, context, refusals: [route.error] };
      const terms = termsOf(context.signal, context.orderId, route.value.venue);
      const withOrderTerms = withTerms(context, terms);
      const assessed = guard.assess(terms, context.actor);
      if (!assessed.ok) return { ok: false, context: withOrderTerms, refusals: [assessed.error] };
      const decided = withRisk(withOrderTerms, withRoute(assessed.value, route.value));
      const refusals = refusalsOf(assessed.value);
      if (refusals.length > 0) {
        risk.denied(terms, assessed.value);
        return { ok: false, context: decided, refusals };
      }
      risk.reserve(terms, context.actor);
      return { ok: true, context: decided };
    },
  };
}
