import { expect, test } from 'vitest';
import type { OrderStatus } from '../../../shared/contract/orders.ts';
import { order, statistics } from '../../testing/orders.ts';
import { isNothing, waitingRows, waitingWords } from './waitingRows.ts';

const one = (orderId: string, status: OrderStatus) => order({ orderId, status });
const totals = (byStatus: Partial<Record<OrderStatus, number>>) => ({ ...statistics(0), byStatus });

test('refusals and doubts among the new orders are told apart', () => {
  const withheld = [one('a', 'denied'), one('b', 'denied'), one('c', 'in_doubt'), one('d', 'accepted')];
  const waiting = waitingRows(withheld, [], { rows: [], totals: totals({}) }, totals({}));
  expect(waitingWords(waiting)).toBe('4 new, 2 denied, 1 in doubt');
});

test('those that the window does not hold are counted by the totals', () => {
  const start = { rows: [], totals: totals({ denied: 3 }) };
  const waiting = waitingRows([one('a', 'accepted')], [], start, totals({ denied: 10, in_doubt: 2 }));
  expect(waitingWords(waiting, 1)).toBe('1 or more new, 7 denied, 2 in doubt');
});

test('what a kept row shows by itself does not wait', () => {
  const start = { rows: [one('a', 'accepted')], totals: totals({ accepted: 1 }) };
  const waiting = waitingRows([], [one('a', 'in_doubt')], start, totals({ in_doubt: 1 }));
  expect(isNothing(waiting)).toBe(true);
  expect(waitingWords(waiting)).toBe('');
});
