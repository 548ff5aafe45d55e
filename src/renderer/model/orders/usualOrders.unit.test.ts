/** What the ticket says about the desk's last orders of its symbol. */
import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { emptyForm, type Instrument, type TicketForm } from './ticketForm.ts';
import { sizeWarning, usualSize, usualValue, valueWarning } from './usualOrders.ts';

const form: TicketForm = {
  ...emptyForm(undefined),
  account: ids.account('main'),
  symbol: ids.symbol('SPX'),
  quantity: '10',
  limitPrice: '1400',
};

test('a size far above the usual one is warned of once there is a usual one', () => {
  const earlier = ['8', '9', '10', '11', '500'].map((quantity) => ({ quantity }));
  const warned = (quantity: string) => sizeWarning({ ...form, quantity }, usualSize(earlier));
  expect(warned('50')).toEqual([]);
  expect(warned('51')).toMatchObject([
    { code: 'unusual_size', message: 'Size 51 is more than 5 times the usual 10 of the last 5 orders' },
  ]);
  expect(warned('')).toEqual([]);
  expect(usualSize(earlier.slice(1))).toBeUndefined();
});

test('a value far above the usual one of its currency is warned of, whatever the symbols', () => {
  const instrument = (symbol: string, currency: string, multiplier?: string): Instrument => ({
    symbol: ids.symbol(symbol),
    currency,
    venues: [ids.venue('sim')],
    tickSize: '0.25',
    lotSize: '1',
    quantityMin: '1',
    quantityMax: '1000000',
    ...(multiplier !== undefined && { multiplier }),
  });
  const instruments = [instrument('SPX', 'USD'), instrument('ES', 'USD', '50'), instrument('DAX', 'EUR')];
  const small = { symbol: ids.symbol('SPX'), quantity: '10', limitPrice: '100' };
  const filled = { symbol: ids.symbol('SPX'), quantity: '10', averagePrice: '100' };
  const earlier = [small, small, filled, filled, { ...small, quantity: '500' }];
  const foreign = { symbol: ids.symbol('DAX'), quantity: '1000', limitPrice: '9000' };
  const unpriced = { symbol: ids.symbol('SPX'), quantity: '1000' };
  const warned = (typed: Partial<TicketForm>, last?: string) => {
    const terms = { ...form, ...typed };
    const usual = usualValue(terms.symbol, [...earlier, foreign, unpriced], instruments);
    const own = instruments.find(({ symbol }) => symbol === terms.symbol);
    return valueWarning(terms, usual, own, last);
  };
  expect(warned({ quantity: '50', limitPrice: '100' })).toEqual([]);
  expect(
    warned({ symbol: ids.symbol('ES'), orderType: 'stop', quantity: '2', stopPrice: '100' }),
  ).toMatchObject([
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
  expect(usualValue('SPX', earlier.slice(1), instruments)).toBeUndefined();
});
