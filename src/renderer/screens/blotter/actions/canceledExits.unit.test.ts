/** Exits of a bracket in a cancel: what is left open, and what still can be filled. */
import { expect, test } from 'vitest';
import { ids } from '../../../../shared/kernel/testing/ids.ts';
import { order } from '../../../testing/orders.ts';
import { canceledExits, canceledExitsWords, openWords } from './canceledExits.ts';

const exit = { parentOrderId: ids.order('e1'), side: 'sell', leavesQuantity: '10', quantity: '10' } as const;
const stop = order({ ...exit, orderId: ids.order('e1-sl'), role: 'stop_loss', orderType: 'stop' });
const profit = order({ ...exit, orderId: ids.order('e1-tp'), role: 'take_profit' });

const words = (...orders: Parameters<typeof canceledExits>[0]) =>
  canceledExits(orders).map(canceledExitsWords);

test('a stop loss is named with its entry and the position that stays open without it', () => {
  expect(words(stop)).toEqual(['Stop loss of e1: +10 SPX stays open without it.']);
});

test('both exits of one entry are one position, a short one carries its sign', () => {
  const short = (of: typeof stop) => ({ ...of, parentOrderId: ids.order('e2'), side: 'buy' as const });
  expect(words(profit, stop, short(stop))).toEqual([
    'Stop loss and take profit of e1: +10 SPX stays open without them.',
    'Stop loss of e2: \u221210 SPX stays open without it.',
  ]);
});

test('orders that protect nothing are no exits', () => {
  expect(words(order(), order({ orderId: ids.order('o2'), parentOrderId: ids.order('e1') }))).toEqual([]);
});

test('exits that exclude each other are not added up, and symbols and sides are kept apart', () => {
  expect(openWords([stop, profit])).toBe('sell 10 SPX');
  expect(openWords([stop, { ...profit, leavesQuantity: '7' }])).toBe('sell 10 SPX');
  expect(openWords([order({ leavesQuantity: '1000' }), stop, profit])).toBe(
    'buy 1\u00a0000 SPX and sell 10 SPX',
  );
  expect(openWords([stop, { ...stop, orderId: ids.order('e2-sl'), parentOrderId: ids.order('e2') }])).toBe(
    'sell 20 SPX',
  );
  const symbols = ['A', 'B', 'C', 'D', 'E', 'F'].map((symbol) => order({ orderId: symbol, symbol }));
  expect(openWords(symbols)).toBe('buy 100 A, buy 100 B, buy 100 C, buy 100 D and 2 others');
});
