/** What the ticket and an amend say about the desk's own orders that work. */
import { expect, test } from 'vitest';
import { OwnOrders, type OwnOrder } from './ownOrders.ts';
import type { WarnedTerms } from './ticketForm.ts';

const terms: WarnedTerms = {
  side: 'buy',
  account: 'main',
  symbol: 'SPX',
  orderType: 'limit',
  quantity: '10',
  limitPrice: '1400',
  stopPrice: '',
};
function ownOrders(working: readonly OwnOrder[]): OwnOrders {
  const own = new OwnOrders();
  for (const one of working) own.add(one);
  return own;
}

const codes = (typed: Partial<WarnedTerms>, working: readonly Partial<WarnedTerms>[]) =>
  ownOrders(working.map((change) => ({ terms: { ...terms, ...change } })))
    .warnings({ ...terms, ...typed })
    .map(({ code }) => code);

test('the same order that works already is warned of, however its numbers are written', () => {
  expect(codes({}, [{ limitPrice: '1400.00' }])).toEqual(['duplicate']);
  expect(codes({ quantity: ' 10.0 ' }, [{}])).toEqual(['duplicate']);
  expect(codes({ limitPrice: '1400.25' }, [{}])).toEqual([]);
  expect(codes({ account: 'other' }, [{}])).toEqual([]);
  expect(codes({ symbol: 'DAX' }, [{}])).toEqual([]);
  // A price that the type has no use for is not sent.
  expect(codes({ orderType: 'market' }, [{ orderType: 'market', limitPrice: '' }])).toEqual(['duplicate']);
});

test('a limit that would meet an own order on the other side is warned of, with the price it would meet', () => {
  const offers = ['1401', '1400.00', '1402'].map((limitPrice) => ({ side: 'sell' as const, limitPrice }));
  expect(codes({ limitPrice: '1400' }, offers)).toEqual(['crosses_own']);
  expect(codes({ limitPrice: '1399.75' }, offers)).toEqual([]);
  expect(codes({ limitPrice: '1400', symbol: 'DAX' }, offers)).toEqual([]);
  expect(codes({ side: 'sell', limitPrice: '1400' }, [{ limitPrice: '1400.25' }])).toEqual(['crosses_own']);
});

test('orders that an amend makes the same are warned of, and not those that were the same before', () => {
  const [a, b, c] = ['10', '10', '12'].map((quantity) => ({ ...terms, quantity }));
  const together = ownOrders([
    { terms: { ...a!, limitPrice: '1399' }, before: a! },
    { terms: { ...b!, limitPrice: '1399' }, before: b! },
  ]);
  expect(together.warnings({ ...a!, limitPrice: '1399' }, a)).toEqual([]);
  const size = '50';
  const made = ownOrders([a!, b!, c!].map((before) => ({ terms: { ...before, quantity: size }, before })));
  expect(made.warnings({ ...c!, quantity: size }, c)[0]?.message).toMatch(/^2 such orders work already/);
  expect(made.warnings({ ...a!, quantity: size }, a)[0]?.message).toMatch(/^One such order works already/);
});

test('orders that an amend moves together do not meet where they were, but where they will be', () => {
  const [buy, sell] = [terms, { ...terms, side: 'sell' as const, limitPrice: '1401' }];
  const [buyAfter, sellAfter] = [
    { ...buy, limitPrice: '1401' },
    { ...sell, limitPrice: '1402' },
  ];
  const moved = ownOrders([
    { terms: buyAfter, before: buy },
    { terms: sellAfter, before: sell },
  ]);
  expect(moved.warnings(buyAfter, buy)).toEqual([]);
});
