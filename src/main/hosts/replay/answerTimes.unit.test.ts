import { expect, test } from 'vitest';
import type { OrderEventType } from '../../domain/order/orderEvents.ts';
import type { EventBus } from '../../engine/events/subscriptions/eventBus.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import { answerTimes } from './answerTimes.ts';

/** The largest time that was measured when these events follow an acknowledgement, each after ten milliseconds. */
function measured(types: readonly (OrderEventType | 'EventNotUnderstood')[]): number {
  let nowMs = 0;
  let tell: (events: readonly StoredEvent[]) => void = () => undefined;
  const bus: Pick<EventBus, 'subscribe'> = {
    subscribe: (_name, listener) => {
      tell = listener;
      return () => undefined;
    },
  };
  const times = answerTimes(bus as EventBus, { now: () => 0, monotonicMs: () => nowMs } as never);
  times.acknowledged('o1');
  for (const type of types) {
    nowMs += 10;
    tell([{ streamId: 'order-o1', type, data: {} } as unknown as StoredEvent]);
  }
  return times.summary().max;
}

test.each<[string, readonly (OrderEventType | 'EventNotUnderstood')[], number]>([
  ['an acceptance', ['OrderCreated', 'OrderSubmitting', 'OrderAccepted', 'OrderFilled'], 30],
  ['a fill before the acceptance', ['OrderSubmitting', 'OrderFilled', 'OrderAccepted'], 20],
  ['a rejection', ['OrderSubmitting', 'OrderRejected'], 20],
  ['a doubt that ends', ['OrderSubmitting', 'OrderInDoubt', 'OrderInquired', 'OrderAccepted'], 40],
  ['a denial, which is no answer', ['OrderCreated', 'OrderDenied', 'OrderAccepted'], 0],
  ['an end, after which none comes', ['OrderSubmitting', 'OrderExpired', 'OrderAccepted'], 0],
  ['an event that means nothing', ['EventNotUnderstood'], 0],
])('the first answer: %s', (_what, types, expected) => {
  expect(Math.round(measured(types))).toBe(expected);
});
