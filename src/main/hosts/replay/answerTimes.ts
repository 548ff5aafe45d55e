/** Measures the time from a signal's acknowledgement to the venue's first answer about its order. */
import { orderIdOfStream } from '../../../shared/kernel/ids.ts';
import type { OrderEventType } from '../../domain/order/orderEvents.ts';
import { isTerminal, orderStatuses } from '../../domain/order/orderState.ts';
import { targetOf } from '../../domain/order/orderTransitions.ts';
import type { EventBus } from '../../engine/events/subscriptions/eventBus.ts';
import { isOrderEvent } from '../../engine/orders/projectOrder.ts';
import type { Clock } from '../../engine/ports.ts';
import { createLatencyHistogram } from '../../engine/telemetry/latencyHistogram.ts';
import type { ReplayReport } from './replayReport.ts';

export interface AnswerTimes {
  /** Notes that the signal of this order was acknowledged just now. */
  acknowledged(orderId: string): void;
  summary(): ReplayReport['latencyMs'];
  close(): void;
}

/**
 * What an event means for an order that waits for the venue's first answer: the answer, or an end after which none will
 * come.
 */
function meaningOf(type: OrderEventType): 'answer' | 'end' | undefined {
  const target = targetOf('submitting', type);
  if (target === 'fill' || target === 'accepted' || target === 'rejected') return 'answer';
  return orderStatuses.some((status) => status === target && isTerminal(status)) ? 'end' : undefined;
}

export function answerTimes(bus: EventBus, clock: Clock): AnswerTimes {
  const histogram = createLatencyHistogram();
  const waiting = new Map<string, number>();
  const unsubscribe = bus.subscribe(`replay ${clock.monotonicMs()}`, (events) => {
    for (const event of events) {
      const meaning = isOrderEvent(event) ? meaningOf(event.type) : undefined;
      if (meaning === undefined) continue;
      const orderId = orderIdOfStream(event.streamId);
      const sinceMs = waiting.get(orderId);
      if (sinceMs === undefined) continue;
      waiting.delete(orderId);
      if (meaning === 'answer') histogram.record(clock.monotonicMs() - sinceMs);
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
