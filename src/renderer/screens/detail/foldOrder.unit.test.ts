import { expect, test } from 'vitest';
import { event } from '../../testing/events.ts';
import { changedFields, foldOrder } from './foldOrder.ts';

const created = event('OrderCreated', { terms: { quantity: '100', limitPrice: '1432.25' } });
const submitting = event('OrderSubmitting', { clientOrderId: 'c1' });
const accepted = event('OrderAccepted', { venueOrderId: 'v1' });
const filled = (quantity: string, price: string) =>
  event('OrderFilled', { lastQuantity: quantity, lastPrice: price });
const statusAfter = (...events: ReturnType<typeof event>[]) =>
  foldOrder([created, submitting, ...events])?.status;

test('there is no order before its first event', () => {
  expect(foldOrder([event('SignalReceived')])).toBeUndefined();
});

test('fills add up to the exact average', () => {
  expect(
    foldOrder([created, submitting, accepted, filled('40', '1432.25'), filled('20', '1432.00')]),
  ).toEqual({
    status: 'partially_filled',
    quantity: '100',
    limitPrice: '1432.25',
    filledQuantity: '60',
    leavesQuantity: '40',
    averagePrice: '1432.166666667',
    filledNotional: '85930',
    executions: 2,
    clientOrderId: 'c1',
    venueOrderId: 'v1',
  });
});

test('an order is filled when nothing is left, whatever was asked of it', () => {
  expect(statusAfter(accepted, filled('100', '1'))).toBe('filled');
  expect(statusAfter(accepted, event('OrderCancelRequested'), filled('100', '1'))).toBe('filled');
});

test('a refused cancel leads back to where the order was, or to what came in between', () => {
  const asked = event('OrderCancelRequested', { reason: 'x' });
  const refused = event('OrderCancelRejected', { reason: 'too late' });
  expect(statusAfter(accepted, asked)).toBe('pending_cancel');
  expect(statusAfter(accepted, asked, refused)).toBe('accepted');
  expect(statusAfter(accepted, asked, filled('40', '1'), refused)).toBe('partially_filled');
  expect(statusAfter(asked, accepted, refused)).toBe('accepted');
});

test('a fill before the acceptance keeps the order partly filled', () => {
  expect(statusAfter(filled('40', '1'), accepted)).toBe('partially_filled');
});

test('a late fill after the end is counted and changes no status', () => {
  const state = foldOrder([
    created,
    submitting,
    accepted,
    event('OrderCanceled', { reason: 'x' }),
    filled('10', '1'),
  ]);
  expect(state).toMatchObject({ status: 'canceled', filledQuantity: '10' });
});

test('a replace changes the terms', () => {
  const asked = event('OrderReplaceRequested', { quantity: '50' });
  const done = event('OrderReplaced', { clientOrderId: 'c2', quantity: '50', limitPrice: '1433' });
  expect(foldOrder([created, submitting, accepted, asked, done])).toMatchObject({
    status: 'accepted',
    quantity: '50',
    limitPrice: '1433',
    clientOrderId: 'c2',
  });
});

test('a doubt while a cancel is pending is what the refused cancel leads back to', () => {
  const asked = event('OrderCancelRequested', { reason: 'x' });
  const doubt = event('OrderInDoubt', { reason: 'no answer' });
  expect(statusAfter(doubt)).toBe('in_doubt');
  expect(statusAfter(asked, doubt)).toBe('pending_cancel');
  expect(statusAfter(asked, doubt, event('OrderCancelRejected'))).toBe('in_doubt');
});

test('a refused cancel leads back to a replace that has no outcome yet', () => {
  const replace = event('OrderReplaceRequested', { quantity: '50' });
  const cancel = event('OrderCancelRequested', { reason: 'x' });
  const refused = event('OrderCancelRejected');
  expect(statusAfter(accepted, replace, cancel, refused)).toBe('pending_replace');
  expect(statusAfter(accepted, replace, cancel, event('OrderReplaceRejected'))).toBe('pending_cancel');
  expect(statusAfter(accepted, replace, cancel, event('OrderReplaceRejected'), refused)).toBe('accepted');
});

test('an order that somebody else sent opens as accepted, with its terms', () => {
  const adopted = event('OrderAdopted', {
    terms: { quantity: '7', limitPrice: '1400' },
    clientOrderId: 'x1',
    venueOrderId: 'v9',
  });
  expect(foldOrder([adopted])).toMatchObject({ status: 'accepted', quantity: '7', venueOrderId: 'v9' });
});

test('an order that works at the venue after its end here works again', () => {
  const again = event('OrderReinstated', { venueOrderId: 'v1', reason: 'the venue shows it working' });
  expect(statusAfter(accepted, event('OrderCanceled', { reason: 'x' }), again)).toBe('accepted');
  expect(statusAfter(accepted, filled('40', '1'), event('OrderExpired'), again)).toBe('partially_filled');
});

test('a denial opens the stream with its terms and every reason', () => {
  const denied = event('OrderDenied', {
    terms: { quantity: '5' },
    reasons: [{ message: 'a' }, { message: 'b' }],
  });
  expect(foldOrder([denied])).toMatchObject({ status: 'denied', quantity: '5', reason: 'a; b' });
});

test('names what an event changed', () => {
  const before = foldOrder([created, submitting]);
  const after = foldOrder([created, submitting, accepted]);
  expect([...changedFields(before, after)].sort()).toEqual(['status', 'venueOrderId']);
  expect(changedFields(undefined, undefined).size).toBe(0);
});

test('nothing is left to fill of an order that has ended', () => {
  for (const type of ['OrderCanceled', 'OrderExpired', 'OrderRejected']) {
    expect(foldOrder([created, accepted, event(type, { reason: 'x' })])?.leavesQuantity).toBe('0');
  }
});
