/** Stage 400: sends the order to the venue, through the venue's guards. */
import { invariant } from '../../../../shared/kernel/invariant.ts';
import { submitOrder, type SubmitDependencies } from '../../commands/submitOrder.ts';
import type { Clock } from '../../ports.ts';
import { eventContextOf, withProperty } from '../orderProcessingContext.ts';
import type { OrderProcessingStage } from '../orderProcessingPipeline.ts';

export interface ExecutionDependencies extends SubmitDependencies {
  readonly clock: Clock;
}

/**
 * Name of the property with the time from the signal's receipt until the venue's answer is on disk, in milliseconds.
 */
export const acknowledgedMs = 'acknowledgedMs';

export function executionStage(dependencies: ExecutionDependencies): OrderProcessingStage {
  return {
    name: 'Execution',
    priority: 400,
    canProcess: (context) => context.terms !== undefined,
    async process(context, signal) {
      invariant(context.terms !== undefined, 'execution comes after creation');
      const submitted = await submitOrder(dependencies, context.terms, eventContextOf(context), signal);
      if (!submitted.ok) return { ok: false, context, refusals: [submitted.error] };
      if (submitted.value === 'in_doubt') return { ok: true, context };
      const elapsedMs = dependencies.clock.monotonicMs() - context.startedMs;
      return { ok: true, context: withProperty(context, acknowledgedMs, elapsedMs) };
    },
  };
}
