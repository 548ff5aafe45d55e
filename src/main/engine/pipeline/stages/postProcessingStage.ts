/** Stage 500: what the desk wants to know about a processed order, off the order's path. */
import type { Clock, Logger } from '../../ports.ts';
import type { OrderProcessingStage } from '../orderProcessingPipeline.ts';

export function postProcessingStage(clock: Clock, logger: Logger): OrderProcessingStage {
  return {
    name: 'PostProcessing',
    priority: 500,
    canProcess: () => true,
    process(context) {
      logger.log('debug', 'order processed', {
        orderId: context.orderId,
        symbol: context.signal.symbol,
        processingMs: clock.monotonicMs() - context.startedMs,
      });
      return { ok: true, context };
    },
  };
}
