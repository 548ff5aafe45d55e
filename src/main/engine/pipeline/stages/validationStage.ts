/**
 * Stage 100: checks the signal's own rules again at the moment of processing, because the signal may have expired while
 * it waited.
 */
import type { Clock } from '../../ports.ts';
import type { SignalChecks } from '../signalChecks.ts';
import type { OrderProcessingStage } from '../orderProcessingPipeline.ts';

export function validationStage(checks: SignalChecks, clock: Clock): OrderProcessingStage {
  return {
    name: 'Validation',
    priority: 100,
    canProcess: () => true,
    process(context) {
      const refusals = checks.validate(context.signal, clock.now());
      return refusals.length === 0 ? { ok: true, context } : { ok: false, context, refusals };
    },
  };
}
