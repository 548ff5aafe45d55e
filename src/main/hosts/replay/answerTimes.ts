/** Measures the time from a signal's acknowledgement to the venue's first answer about its order. */
import type { EventBus } from '../../engine/events/eventBus.ts';
import type { Clock } from '../../engine/ports.ts';
import { createLatencyHistogram } from '../../engine/telemetry/latencyHistogram.ts';
import type { ReplayReport } from './replayReport.ts';

export interface AnswerTimes {
  /** Notes that the signal of this order was acknowledged just now. */
  acknowledged(orderId: string): void;
  summary(): ReplayReport['latencyMs'];
  close(): void;
}

const answers: ReadonlySet<string> = new Set(['OrderAccepted', 'OrderRejected', 'OrderFilled']);
/** Events after which the venue will not answer any more. */
const ends: ReadonlySet<string> = new Set(['OrderDenied', 'OrderCanceled', 'OrderExpired']);
const streamPrefix = 'order-';

export function answerTimes(bus: EventBus, clock: Clock): AnswerTimes {
  const histogram = createLatencyHistogram();
  const waiting = new Map<string, number>();
  const unsubscribe = bus.subscribe(`replay ${clock.monotonicMs()}`, (events) => {
    for (const { type, streamId } of events) {
      if (!answers.has(type) && !ends.has(type)) continue;
      const orderId = streamId.slice(streamPrefix.length);
      const sinceMs = waiting.get(orderId);
      if (sinceMs === undefined) continue;
      waiting.delete(orderId);
      if (answers.has(type)) histogram.record(clock.monotonicMs() - sinceMs);
    }
  });
  return {
    acknowledged: (orderId) => void waiting.set(orderId, clock.monotonicMs()),
    summary: () => {
      const { max } = histogram;
      // The histogram rounds up to its resolution, and so may exceed the largest measured value.
      const percentile = (percent: number): number => Math.min(histogram.percentile(percent), max);
      return { p50: percentile(50), p95: percentile(95), p99: percentile(99), max };
    },
    close: unsubscribe,
  };
}
