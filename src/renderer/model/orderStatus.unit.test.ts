import { expect, test } from 'vitest';
import { order } from '../testing/orders.ts';
import { orderLook, presentReason } from './orderStatus.ts';

const reason = 'no answer from sim in 5000 ms';

test('a reason stands beside the status that it explains, and no longer', () => {
  expect(presentReason(order({ status: 'in_doubt', reason }))).toBe(reason);
  expect(presentReason(order({ status: 'denied', reason: 'too many', reasonCode: 'limit' }))).toBe(
    'limit: too many',
  );
  for (const status of ['accepted', 'partially_filled', 'filled', 'pending_cancel'] as const) {
    expect(presentReason(order({ status, reason }))).toBeUndefined();
  }
  expect(presentReason(order({ status: 'canceled' }))).toBeUndefined();
});

test('a status that rests on the word of a person says whose, and is not green', () => {
  expect(orderLook({ status: 'filled' })).toMatchObject({ word: 'Filled', tone: 'ok' });
  expect(orderLook({ status: 'filled', settledBy: 'operator:root' })).toMatchObject({
    word: "Filled, by root's word",
    tone: 'warn',
  });
});
