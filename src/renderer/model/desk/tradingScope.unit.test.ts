import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { killSentence, leftOpenSentence, narrowestScope, strategySentence } from './tradingScope.ts';

const position = { account: ids.account('main'), symbol: ids.symbol('SPX'), quantity: '5' };

test.each([
  [2, ['sim'], [position], true, 'Halts the desk, cancels 2 orders on sim, flattens 1 position.'],
  [1, ['a', 'b'], [], false, 'Halts the desk, cancels 1 order on 2 venues.'],
  [0, [], [], false, 'Halts the desk. No order is working.'],
  [0, [], [position], true, 'Halts the desk, flattens 1 position. No order is working.'],
  [0, [], [], true, 'Halts the desk. No order is working. No position is open.'],
])('%i orders on %j, %j, flatten %s: %s', (orders, venues, positions, flatten, words) => {
  expect(
    killSentence(
      'desk',
      { orders, exits: 0, external: 0, venues: venues.map(ids.venue), positions },
      flatten,
    ),
  ).toBe(words);
});

test('what a kill leaves open is said, with the exits that it cancels', () => {
  const preview = { orders: 2, exits: 2, external: 0, venues: [ids.venue('sim')], positions: [position] };
  expect(leftOpenSentence('desk', preview, false)).toBe(
    '1 position stays open, and 2 exits that protect it are canceled with the rest: none is made anew before somebody enables the desk.',
  );
  expect(leftOpenSentence('desk', { ...preview, exits: 0 }, false)).toBe('1 position stays open.');
  expect(leftOpenSentence('desk', preview, true)).toBeUndefined();
  expect(leftOpenSentence('desk', { ...preview, positions: [] }, false)).toBeUndefined();
});

test('a running strategy is named for the scopes that its orders fall under', () => {
  expect(strategySentence('desk', ids.strategy('sma-cross'), 'halted')).toBe(
    'sma-cross is running and goes on sending signals: its orders are denied until somebody enables the desk.',
  );
  expect(strategySentence('symbol:SPX', ids.strategy('sma-cross'), 'reducing')).toBe(
    'sma-cross is running and goes on sending signals: of its orders for symbol SPX only those pass that reduce a position, until somebody enables symbol SPX.',
  );
  expect(strategySentence('desk', ids.strategy('sma-cross'), 'active')).toBe(
    'sma-cross is running: it trades again at once.',
  );
  expect(strategySentence('strategy:other', ids.strategy('sma-cross'), 'halted')).toBeUndefined();
});

test('the narrowest scope of orders is what all of them share', () => {
  const [a, b] = [
    { strategy: ids.strategy('s1'), symbol: ids.symbol('SPX') },
    { strategy: ids.strategy('s2'), symbol: ids.symbol('SPX') },
  ];
  expect(narrowestScope([a, a])).toBe('strategy:s1');
  expect(narrowestScope([a, b])).toBe('symbol:SPX');
  expect(narrowestScope([a, b, { strategy: ids.strategy('s1'), symbol: ids.symbol('NDX') }])).toBe('desk');
  expect(narrowestScope([])).toBe('desk');
});
