import { expect, test } from 'vitest';
import type { StoredEventType } from '../../../main/domain/eventGravity.ts';
import type { EventView } from '../../../shared/contract/events.ts';
import { stagesOf } from './orderStages.ts';

const at = (type: StoredEventType, micros: number, data: object = {}): EventView =>
  ({
    type,
    data,
    eventId: `${type}-${micros}`,
    time: `2026-11-23T09:31:05.${String(micros).padStart(6, '0')}Z`,
  }) as unknown as EventView;

test('each stage and each venue attempt has its duration, in the order of their beginnings', () => {
  const stages = stagesOf([
    at('SignalReceived', 0),
    at('OrderCreated', 300),
    at('OrderSubmitting', 400),
    at('OrderAccepted', 90_400),
    at('OrderCancelRequested', 100_000),
    at('OrderRequestRepeated', 200_000, { subject: 'cancel', attempt: 2 }),
    at('OrderCanceled', 250_000),
  ]);
  expect(stages.map(({ name, micros }) => [name, micros])).toEqual([
    ['Validation and risk', 300],
    ['Guards and the intent on disk', 100],
    ['Venue: new order', 90_000],
    ['Market: until the first fill', 159_600],
    ['Venue: cancel', 150_000],
    ['Venue: cancel, attempt 2', 50_000],
  ]);
});

test('a stage without an end goes on', () => {
  expect(stagesOf([at('OrderSubmitting', 5)])).toMatchObject([{ name: 'Venue: new order' }]);
  expect(stagesOf([at('OrderSubmitting', 5)])[0]).not.toHaveProperty('micros');
});

test('a signal that was refused has one stage', () => {
  const stages = stagesOf([at('SignalReceived', 0), at('SignalRejected', 20)]);
  expect(stages).toMatchObject([{ name: 'Validation and risk', micros: 20 }]);
});

test.each(['OrderDenied', 'OrderCanceled', 'OrderExpired'] as const)(
  'an order that ends by %s before the venue was called waits for nobody',
  (end) => {
    expect(stagesOf([at('OrderCreated', 0), at(end, 30)])).toMatchObject([{ micros: 30 }]);
    expect(stagesOf([at('OrderSubmitting', 5), at(end, 30)])).toMatchObject([{ micros: 25 }]);
  },
);
