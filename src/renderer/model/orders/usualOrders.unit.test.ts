/** What the ticket says about the desk's last orders of its symbol. */
import { expect, test } from 'vitest';
import { emptyForm, type Instrument, type TicketForm } from './ticketForm.ts';
import { usualWarnings, valueWarning } from './usualOrders.ts';

type Earlier = Parameters<typeof usualWarnings>[1][number];
const order = (change: Partial<Earlier> = {}): Earlier => ({
  side: 'buy',
  quantity: '10',
  orderType: 'limit',
  limitPrice: '1400.00',
  account: 'main',
  status: 'filled',
  ...change,
});
const form: TicketForm = {
  ...emptyForm(undefined),
  account: 'main',
  symbol: 'SPX',
  quantity: '10',
  limitPrice: '1400',
};
const codes = (typed: Partial<TicketForm>, earlier: readonly Earlier[]) =>
  usualWarnings({ ...form, ...typed }, earlier).map(({ code }) => code);

test('a size far above the usual one is warned of once there is a usual one', () => {
  const earlier = ['8', '9', '10', '11', '500'].map((quantity) => order({ quantity }));
  expect(codes({ quantity: '50' }, earlier)).toEqual([]);
  expect(usualWarnings({ ...form, quantity: '51' }, earlier)).toMatchObject([
    { code: 'unusual_size', message: 'Size 51 is more than 5 times the usual 10 of the last 5 orders' },
  ]);
  expect(codes({ quantity: '51' }, earlier.slice(1))).toEqual([]);
  expect(codes({ quantity: '' }, earlier)).toEqual([]);
});

test('the same order that works already is warned of, and not one that has ended or differs', () => {
  const works = order({ status: 'accepted' });
  expect(codes({}, [works])).toEqual(['duplicate']);
  expect(codes({}, [order()])).toEqual([]);
  expect(codes({ limitPrice: '1400.25' }, [works])).toEqual([]);
  expect(codes({ account: 'other' }, [works])).toEqual([]);
});

test('a limit that would meet an own order on the other side is warned of', () => {
  const offer = order({ side: 'sell', status: 'accepted', limitPrice: '1400.00' });
  expect(codes({ limitPrice: '1400' }, [offer])).toEqual(['crosses_own']);
  expect(codes({ limitPrice: '1399.75' }, [offer])).toEqual([]);
  expect(codes({ side: 'sell', limitPrice: '1400' }, [order({ status: 'accepted' })])).toEqual([
    'crosses_own',
  ]);
});

test('a value far above the usual one of its currency is warned of, whatever the symbols', () => {
  const instrument = (symbol: string, currency: string, multiplier?: string): Instrument => ({
    symbol,
    currency,
    venues: ['sim'],
    tickSize: '0.25',
    lotSize: '1',
    quantityMin: '1',
    quantityMax: '1000000',
    ...(multiplier !== undefined && { multiplier }),
  });
  const instruments = [instrument('SPX', 'USD'), instrument('ES', 'USD', '50'), instrument('DAX', 'EUR')];
  const small = { symbol: 'SPX', quantity: '10', limitPrice: '100' };
  const filled = { symbol: 'SPX', quantity: '10', averagePrice: '100' };
  const earlier = [small, small, filled, filled, { ...small, quantity: '500' }];
  const foreign = { symbol: 'DAX', quantity: '1000', limitPrice: '9000' };
  const unpriced = { symbol: 'SPX', quantity: '1000' };
  const warned = (typed: Partial<TicketForm>, last?: string) =>
    valueWarning({ ...form, ...typed }, [...earlier, foreign, unpriced], instruments, last);
  expect(warned({ quantity: '50', limitPrice: '100' })).toEqual([]);
  expect(warned({ symbol: 'ES', orderType: 'stop', quantity: '2', stopPrice: '100' })).toMatchObject([
    {
      code: 'unusual_value',
      message: expect.stringMatching(
        /^Value 10.000\.00 USD is more than 5 times the usual 1.000\.00 of the desk's last 5 orders$/,
      ) as unknown,
    },
  ]);
  expect(warned({ quantity: '51', limitPrice: '' })).toEqual([]);
  expect(warned({ orderType: 'market', quantity: '51', limitPrice: '100' }, '1')).toEqual([]);
  expect(warned({ quantity: '51', limitPrice: '' }, '100')).toMatchObject([{ code: 'unusual_value' }]);
  expect(valueWarning({ ...form, quantity: '900' }, earlier.slice(1), instruments, '100')).toEqual([]);
});
