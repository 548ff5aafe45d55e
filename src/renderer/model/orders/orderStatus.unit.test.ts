import { expect, test } from 'vitest';
import { orderStatuses, workingStatuses } from '../../../main/domain/order/orderState.ts';
import { order } from '../../testing/orders.ts';
import {
  orderLook,
  presentReason,
  statusGroupNames,
  statusGroups,
  whyNoAmend,
  whyNoCancel,
} from './orderStatus.ts';

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

test('every status stands in a group, and working orders are those that the strip counts', () => {
  const grouped = new Set(statusGroupNames.flatMap((group) => statusGroups[group].statuses));
  expect([...grouped].toSorted()).toEqual(orderStatuses.toSorted());
  expect(statusGroups.working.statuses).toEqual(workingStatuses);
  expect(statusGroups.refused.statuses).toEqual(['denied', 'rejected']);
});

test('an action that a status does not allow says why', () => {
  expect(whyNoCancel('in_doubt')).toBeUndefined();
  expect(whyNoCancel('pending_cancel')).toBe('A cancel is already under way');
  expect(whyNoCancel('filled')).toBe('The order is filled: nothing is left to cancel');
  expect(whyNoAmend('partially_filled')).toBeUndefined();
  expect(whyNoAmend('submitting')).toBe("The order is submitting: wait for the venue's answer");
  expect(whyNoAmend('filled')).toBe('The order is filled: only a working order can be amended');
});
