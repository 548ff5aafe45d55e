import { expect, test } from 'vitest';
import { describeTerms } from './orderTerms.ts';

const terms = { side: 'sell', quantity: '1500', symbol: 'SPX', timeInForce: 'GTC' };

test.each([
  [{ orderType: 'market' }, 'sell 1\u00a0500 SPX market GTC'],
  [{ orderType: 'limit', limitPrice: '100.5' }, 'sell 1\u00a0500 SPX limit at 100.50 GTC'],
  [{ orderType: 'stop', stopPrice: '100.14' }, 'sell 1\u00a0500 SPX stop 100.14 GTC'],
  [
    { orderType: 'stop_limit', stopPrice: '100.14', limitPrice: '99' },
    'sell 1\u00a0500 SPX stop 100.14, then limit 99.00 GTC',
  ],
  [{ orderType: 'stop_limit' }, 'sell 1\u00a0500 SPX stop, then limit GTC'],
])('terms of %j are said once', (prices, words) => {
  expect(describeTerms({ ...terms, ...prices }, 2)).toBe(words);
});

test('an order with an end of its own says until when, in the format of the ticket', () => {
  const gtd = { ...terms, orderType: 'market', timeInForce: 'GTD', goodTill: '2026-12-24T17:30:00.000000Z' };
  expect(describeTerms(gtd)).toBe('sell 1\u00a0500 SPX market good till 2026-12-24 17:30 UTC');
  expect(describeTerms({ ...gtd, goodTill: undefined })).toBe('sell 1\u00a0500 SPX market GTD');
});
