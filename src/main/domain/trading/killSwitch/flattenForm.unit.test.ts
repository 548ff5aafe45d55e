import { expect, test } from 'vitest';
import { decimal, formatDecimal } from '../../../../shared/kernel/decimal.ts';
import type { Ticker, VenueId } from '../../../../shared/kernel/ids.ts';
import type { Instrument } from '../../instrument/instrument.ts';
import { flattenForm } from './flattenForm.ts';

const venue = 'exec' as VenueId;
const instrument: Instrument = {
  symbol: 'SPX' as Ticker,
  venue,
  currency: 'USD',
  tickSize: decimal('0.25'),
  lotSize: decimal('1'),
  quantityMin: decimal('1'),
  quantityMax: decimal('1000'),
};
const collar = decimal('0.05');
const limitOnly = { venue, orderTypes: ['limit', 'stop'], timesInForce: ['DAY'], collar } as const;

test.each([
  ['sell', '1400', '1330'],
  ['buy', '1400', '1470'],
  // The grid has no price at the edge: the next one on the market's side.
  ['sell', '1401.1', '1331.25'],
  ['buy', '1401.1', '1471'],
  ['sell', '0.5', '0.5'],
  ['sell', '0.1', '0.25'],
] as const)('a %s at %s without market orders is a limit at %s', (side, price, expected) => {
  const form = flattenForm(side, instrument, { ...limitOnly, referencePrice: decimal(price) });
  expect(form).toMatchObject({ ok: true, value: { timeInForce: 'DAY' } });
  expect(form.ok && formatDecimal(form.value.limitPrice ?? decimal('0'))).toBe(expected);
});

test.each([
  ['sell', '-10', '-10.5'],
  ['buy', '-10', '-9.5'],
  ['sell', '-20', '-20'],
] as const)('a %s at %s of an instrument with negative prices is a limit at %s', (side, price, expected) => {
  const negative = { ...instrument, priceMin: decimal('-20') };
  const form = flattenForm(side, negative, { ...limitOnly, referencePrice: decimal(price) });
  expect(form).toEqual({ ok: true, value: { timeInForce: 'DAY', limitPrice: decimal(expected) } });
});

test('the limit is on the tick of its band', () => {
  const banded = { ...instrument, tickBands: [{ from: decimal('1000'), tick: decimal('5') }] };
  const form = flattenForm('sell', banded, { ...limitOnly, referencePrice: decimal('1401') });
  expect(form).toMatchObject({ ok: true, value: { limitPrice: decimal('1335') } });
});

test.each([
  [['IOC', 'DAY'], 'IOC'],
  [['DAY', 'GTC'], 'DAY'],
  [['GTC'], 'GTC'],
  [['FOK', 'GTD'], 'FOK'],
] as const)('of %j a market order is %s', (timesInForce, expected) => {
  const form = flattenForm('sell', instrument, { ...limitOnly, orderTypes: ['market'], timesInForce });
  expect(form).toEqual({ ok: true, value: { timeInForce: expected } });
});

test.each([
  ['1400', { orderTypes: ['stop'] as const }, 'takes no order that closes'],
  ['1400', { timesInForce: ['GTD'] as const }, 'takes no order that closes'],
  [undefined, {}, 'no price is known'],
])('at a price of %s there is no order at a venue with %j', (price, change, why) => {
  const referencePrice = price === undefined ? undefined : decimal(price);
  const form = flattenForm('sell', instrument, { ...limitOnly, referencePrice, ...change });
  expect(form).toMatchObject({ ok: false, error: expect.stringContaining(why) });
});
