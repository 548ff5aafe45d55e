/** Stage 300: creates the order, with its risk decision. The next stage need not wait until that is on disk. */
import { invariant } from '../../../../shared/kernel/invariant.ts';
import { refusalOf, type OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import { eventContextOf } from '../orderProcessingContext.ts';
import type { OrderProcessingStage, StageResult } from '../orderProcessingPipeline.ts';

export function creationStage(handler: OrderCommandHandler): OrderProcessingStage {
  return {
    name: 'Creation',
    priority: 300,
    canProcess: (context) => context.terms !== undefined && context.risk !== undefined,
    process(context, signal) {
      const { terms, risk, orderId } = context;
      invariant(terms !== undefined && risk !== undefined, 'creation comes after risk');
      const command = { type: 'CreateOrder' as const, terms, risk };
      const created = handler.goAhead({ orderId, command, context: eventContextOf(context) }, signal);
      const resultOf = (gone: Awaited<typeof created>): StageResult =>
        gone.ok ? { ok: true, context } : { ok: false, context, refusals: [refusalOf(gone.error)] };
      return created instanceof Promise ? created.then(resultOf) : resultOf(created);
    },
  };
}
