import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { limitNames, type LimitName } from '../../../main/domain/risk/limits.ts';
import type { DeskInfo } from '../../../shared/contract/api.ts';
import { valueWithUnit } from './limitUnits.ts';

const instrument = (symbol: string, currency: string): DeskInfo['instruments'][number] => ({
  symbol: ids.symbol(symbol),
  currency,
  tickSize: '0.25',
  lotSize: '1',
  quantityMin: '1',
  quantityMax: '1000',
  venues: [ids.venue('sim')],
});
const one = [instrument('SPX', 'USD')];
const two = [...one, instrument('DAX', 'EUR')];
/** Numbers are written in groups with a narrow space. */
const plain = (text: string): string => text.replaceAll(/[\u202f\u00a0]/g, ' ');
const write = (limit: LimitName, value: string, scope = 'desk', where = '', instruments = one): string =>
  plain(valueWithUnit(value, { limit, scope, where }, instruments));

test.each<[LimitName, string, string]>([
  ['marketDataAgeMaxMs', '5000', '5 000 ms'],
  ['orderQuantityMax', '10000', '10 000 units'],
  ['orderQuantityMax', '1', '1 unit'],
  ['orderNotionalMax', '25000000', '25 000 000 USD'],
  ['priceCollar', '0.05', '5 %'],
  ['openOrdersMax', '200', '200 orders'],
  ['messageRatePerSecondMax', '50', '50 a second'],
])('%s of %s is written as %s', (limit, value, text) => {
  expect(write(limit, value)).toBe(text);
});

test('the currency is that of the symbol, of the place or of all, and else each has its own', () => {
  expect(write('orderNotionalMax', '5', 'symbol:DAX', '', two)).toBe('5 EUR');
  expect(write('dailyLossMax', '5', 'desk', 'main EUR', two)).toBe('5 EUR');
  expect(write('orderNotionalMax', '5', 'desk', '', two)).toBe('5 in each currency');
});

test('no limit has no unit, and each limit has one', () => {
  for (const limit of limitNames) {
    expect(write(limit, 'none')).toBe('none');
    expect(write(limit, '2')).toMatch(/^\d+ \S/);
  }
});
