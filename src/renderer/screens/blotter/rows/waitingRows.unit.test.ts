import { expect, test } from 'vitest';
import type { OrderStatus, OrderView } from '../../../../shared/contract/orders.ts';
import { order, statistics } from '../../../testing/orders.ts';
import { isNothing, waitingRows, waitingWords } from './waitingRows.ts';

const one = (orderId: string, status: OrderStatus) => order({ orderId, status });
const totals = (byStatus: Partial<Record<OrderStatus, number>>, orders = 0) => ({
  ...statistics(orders),
  byStatus,
});
const table = (withheld: readonly OrderView[], rows: readonly OrderView[] = [], gone: string[] = []) => ({
  rows,
  withheld,
  gone: new Set(gone),
});

test('refusals and doubts among the new orders are told apart', () => {
  const withheld = [one('a', 'denied'), one('b', 'denied'), one('c', 'in_doubt'), one('d', 'accepted')];
  const waiting = waitingRows(table(withheld), { rows: [], totals: totals({}) }, totals({}));
  expect(waitingWords(waiting)).toBe('4 new, 2 denied, 1 in doubt');
});

test('those that the window does not hold are counted by the totals', () => {
  const start = { rows: [], totals: totals({ denied: 3 }, 3) };
  const now = totals({ denied: 10, in_doubt: 2 }, 5_379);
  const waiting = waitingRows(table([one('a', 'accepted')]), start, now);
  expect(waitingWords(waiting)).toMatch(/^5\D376 new, 7 denied, 2 in doubt$/);
});

test('a kept row that matches no more makes no room for a new one', () => {
  const kept = [one('a', 'canceled')];
  const start = { rows: [one('a', 'accepted')], totals: totals({ accepted: 1 }, 1) };
  const waiting = waitingRows(table([], kept, ['a']), start, totals({ accepted: 3 }, 3));
  expect(waitingWords(waiting)).toBe('3 new');
});

test('what a kept row shows by itself does not wait', () => {
  const start = { rows: [one('a', 'accepted')], totals: totals({ accepted: 1 }) };
  const waiting = waitingRows(table([], [one('a', 'in_doubt')]), start, totals({ in_doubt: 1 }));
  expect(isNothing(waiting)).toBe(true);
  expect(waitingWords(waiting)).toBe('');
});

test('an order that was let in beside the kept ones does not wait', () => {
  const start = { rows: [one('a', 'accepted')], totals: totals({ accepted: 1 }, 1) };
  const shown = [one('mine', 'denied'), one('a', 'accepted')];
  const waiting = waitingRows(table([], shown), start, totals({ accepted: 1, denied: 1 }, 2));
  expect(isNothing(waiting)).toBe(true);
});
