import { expect, test } from 'vitest';
import { killSentence } from './tradingScope.ts';

const position = { account: 'main', symbol: 'SPX', quantity: '5' };

test.each([
  [2, ['sim'], [position], true, 'Halts the desk, cancels 2 orders on sim, flattens 1 position.'],
  [1, ['a', 'b'], [], false, 'Halts the desk, cancels 1 order on 2 venues.'],
  [0, [], [], false, 'Halts the desk. No order is working.'],
  [0, [], [position], true, 'Halts the desk, flattens 1 position. No order is working.'],
  [0, [], [], true, 'Halts the desk. No order is working. No position is open.'],
])('%i orders on %j, %j, flatten %s: %s', (orders, venues, positions, flatten, words) => {
  expect(killSentence('desk', { orders, venues, positions }, flatten)).toBe(words);
});
