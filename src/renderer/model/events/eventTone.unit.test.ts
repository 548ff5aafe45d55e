import { expect, test } from 'vitest';
import type { StoredEventType } from '../../../main/domain/eventGravity.ts';
import { crossing, event } from '../../testing/events.ts';
import { eventViewSchema } from '../../../shared/contract/events.ts';
import { eventTone } from './eventTone.ts';

const byVenue = { evidence: 'venue', reason: 'it said so' };
const fill = { executionId: 'x1', lastQuantity: '5', lastPrice: '1', cumulativeQuantity: '5' };
const report = {
  trigger: 'start',
  startedAt: '2026-11-23T09:31:05.000000Z',
  finishedAt: '2026-11-23T09:31:05.000000Z',
  ordersCompared: 0,
  executionsCompared: 0,
  differences: [],
  positions: [],
};

test.each<[StoredEventType, object, string]>([
  ['OrderRejected', { ...byVenue, code: '99' }, 'bad'],
  ['OrderDenied', { reasons: [] }, 'bad'],
  ['OrderInDoubt', { reason: 'no answer' }, 'warn'],
  ['OrderFilled', { ...fill, evidence: 'venue' }, 'ok'],
  ['OrderFilled', { ...fill, evidence: 'venue', overfilledBy: '2' }, 'bad'],
  ['OrderCanceled', byVenue, 'off'],
  ['OrderAccepted', { evidence: 'venue', venueOrderId: 'v1' }, 'plain'],
  ['OrderSubmitting', { clientOrderId: 'c1' }, 'wait'],
  ['ReconciliationReported', { ...report, clean: true }, 'plain'],
  ['ReconciliationReported', { ...report, clean: false }, 'warn'],
])('%s %j looks %3$s', (type, data, tone) => {
  expect(eventTone(event(type, data))).toBe(tone);
});

test('an event that means nothing looks grave', () => {
  expect(eventTone(eventViewSchema.parse(crossing({ type: 'OrderExploded', data: {} })))).toBe('bad');
});
