/**
 * Stage 50, installed while the configuration has `signalAgeMaxMs`: it rejects a signal that its strategy made too long
 * ago. So nobody trades on a market from before an outage.
 */
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { Clock } from '../../ports.ts';
import type { OrderProcessingStage } from '../orderProcessingPipeline.ts';

export const signalAgeStageName = 'SignalAge';

export function signalAgeStage(ageMaxMs: number, clock: Clock): OrderProcessingStage {
  return {
    name: signalAgeStageName,
    priority: 50,
    canProcess: () => true,
    process(context) {
      const { createdAt } = context.signal;
      const ageMs = (clock.now() - createdAt) / 1_000;
      if (ageMs <= ageMaxMs) return { ok: true, context };
      const refusal: Refusal = {
        code: 'signal_too_old',
        message: `the signal was made at ${formatMicros(createdAt)}, more than ${ageMaxMs} ms ago`,
        field: 'createdAt',
        actual: `${Math.floor(ageMs)} ms`,
        expected: `at most ${ageMaxMs} ms`,
      };
      return { ok: false, context, refusals: [refusal] };
    },
  };
}
