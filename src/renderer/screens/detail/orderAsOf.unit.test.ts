import { expect, test } from 'vitest';
import type { EventView } from '../../../shared/contract/events.ts';
import { event } from '../../testing/events.ts';
import { order } from '../../testing/orders.ts';
import { orderAsOf } from './orderAsOf.ts';

const terms = { quantity: '100', limitPrice: '1432.25' };
const events = [
  event('SignalReceived'),
  event('OrderCreated', { terms }),
  event('OrderAccepted', { venueOrderId: 'v1' }),
  event('OrderReplaced', { quantity: '80', limitPrice: '1400' }),
  event('OrderCanceled', { reason: 'canceled on request' }),
] as EventView[];
const now = order({
  status: 'canceled',
  quantity: '80',
  limitPrice: '1400',
  leavesQuantity: '0',
  reason: 'canceled on request',
});
const asOf = (count: number | undefined) =>
  orderAsOf({ order: now, events, children: [], amendRisks: [] }, count);

test('the state, the terms and the reason are those of then', () => {
  expect(asOf(3)).toMatchObject({
    status: 'accepted',
    quantity: '100',
    limitPrice: '1432.25',
    leavesQuantity: '100',
  });
  expect(asOf(3)?.reason).toBeUndefined();
  expect(asOf(4)).toMatchObject({ status: 'accepted', quantity: '80', limitPrice: '1400' });
  expect(asOf(5)).toMatchObject({ status: 'canceled', leavesQuantity: '0', reason: 'canceled on request' });
});

test('there is none before its first event, and now it is as it is', () => {
  expect(asOf(1)).toBeUndefined();
  expect(asOf(undefined)).toBe(now);
});
