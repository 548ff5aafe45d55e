import { expect, test } from 'vitest';
import { ids } from '../kernel/testing/ids.ts';
import { positionSums } from './positionSums.ts';

const position = (account: string, currency: string, change = {}) => ({
  account: ids.account(account),
  currency,
  quantity: '1',
  realized: '1.5',
  open: '2',
  day: { volume: '1', profit: '0.25' },
  ...change,
});

test('money is added within a currency, for the desk and for each account, and never across', () => {
  const sums = positionSums([
    position('a', 'USD'),
    position('a', 'USD', { realized: '-3' }),
    position('a', 'EUR'),
    position('b', 'USD'),
  ]);
  expect(sums.map(({ scope, currency, realized }) => `${scope} ${currency} ${realized}`)).toEqual([
    'desk USD 0',
    'desk EUR 1.5',
    'account:a USD -1.5',
    'account:a EUR 1.5',
    'account:b USD 1.5',
  ]);
});

test('a sum with a part that is not known says so, and a flat position needs no price', () => {
  const unpriced = { open: undefined, day: { volume: '0' } };
  expect(positionSums([position('a', 'USD'), position('a', 'USD', unpriced)])[0]).toMatchObject({
    realized: '3',
    open: 'unknown',
    today: 'unknown',
  });
  expect(positionSums([position('a', 'USD', { ...unpriced, quantity: '0' })])[0]).toMatchObject({
    open: '0',
  });
});
