/** Stage 500: reports a processed order to metrics and log, after everything that the order waits for. */
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import type { Clock, Logger } from '../../ports.ts';
import type { OrderProcessingStage } from '../orderProcessingPipeline.ts';
import { acknowledgedMs } from './executionStage.ts';

export interface PostProcessingDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called with the time from the signal's receipt until the venue's answer is on disk, in milliseconds. */
  readonly onAcknowledged: (milliseconds: number, terms: OrderTerms) => void;
}

export function postProcessingStage({
  clock,
  logger,
  onAcknowledged,
}: PostProcessingDependencies): OrderProcessingStage {
  return {
    name: 'PostProcessing',
    priority: 500,
    canProcess: () => true,
    process(context) {
      const { terms, properties } = context;
      const elapsedMs = properties[acknowledgedMs];
      if (terms !== undefined && typeof elapsedMs === 'number') onAcknowledged(elapsedMs, terms);
      logger.log('debug', 'order processed', {
        orderId: context.orderId,
        symbol: context.signal.symbol,
        processingMs: clock.monotonicMs() - context.startedMs,
      });
      return { ok: true, context };
    },
  };
}
