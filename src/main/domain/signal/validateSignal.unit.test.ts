import { describe, expect, test } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import { ok } from '../../../shared/kernel/result.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { parseSignal } from './parseSignal.ts';
import { validateSignal, type ValidationSubject } from './validateSignal.ts';
import { limitSignal } from './testing/sampleSignal.ts';

const now = parseInstant('2026-11-23T10:00:00Z')!;
const subject: ValidationSubject = {
  instrument: {
    symbol: 'SPX' as Ticker,
    venue: 'sim' as VenueId,
    currency: 'USD',
    tickSize: decimal('0.25'),
    lotSize: decimal('5'),
    quantityMin: decimal('10'),
    quantityMax: decimal('1000'),
  },
  route: ok({ venue: 'sim' as VenueId }),
  accountKnown: true,
  venueTimesInForce: ['DAY', 'GTC', 'IOC', 'GTD'],
  venueOrderTypes: ['market', 'limit', 'stop'],
};
const good = limitSignal('sig-1', { limitPrice: '1432.25' });

const banded: ValidationSubject = {
  ...subject,
  instrument: {
    ...subject.instrument!,
    tickBands: [
      { from: decimal('1000'), tick: decimal('0.5') },
      { from: decimal('1500'), tick: decimal('5') },
    ],
  },
};

test.each([
  ['999.75', []],
  ['1000', []],
  ['1000.25', ['price_off_tick']],
  ['1000.5', []],
  ['1499.5', []],
  ['1500', []],
  ['1500.5', ['price_off_tick']],
  ['1505', []],
])('with bands, a price of %s is held to the tick of its band, as are its exits', (price, expected) => {
  expect(codes({ limitPrice: price }, banded)).toEqual(expected);
  expect(codes({ limitPrice: '998', takeProfit: price }, banded)).toEqual(expected);
  expect(codes({ orderType: 'stop', limitPrice: undefined, stopPrice: price }, banded)).toEqual(expected);
});

function codes(change: object, over: Partial<ValidationSubject> = {}): string[] {
  const parsed = parseSignal({ ...good, ...change });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const refusals = validateSignal(
    parsed.value,
    { ...subject, ...over },
    { confidenceMin: decimal('0.1') },
    now,
  );
  return refusals.map((refusal) => refusal.code);
}

describe('validating a signal', () => {
  test('passes a good one', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ takeProfit: '1440', stopLoss: '1420' })).toEqual([]);
    expect(codes({ side: 'sell', takeProfit: '1420', stopLoss: '1440' })).toEqual([]);
    expect(codes({ timeInForce: 'GTD', goodTill: '2026-11-24T00:00:00Z' })).toEqual([]);
  });

  test.each([
    [{ takeProfit: '1440' }, ['limit'], ['DAY'], []],
    [{ takeProfit: '1440', stopLoss: '1420' }, ['limit', 'stop'], ['DAY', 'IOC'], []],
    [{ stopLoss: '1420' }, ['limit', 'stop_limit'], ['DAY'], ['order_type_unsupported']],
    [{ takeProfit: '1440', timeInForce: 'IOC' }, ['limit'], ['IOC', 'GTD'], ['time_in_force_unsupported']],
    [
      { stopLoss: '1420', timeInForce: 'IOC' },
      ['limit'],
      ['IOC'],
      ['order_type_unsupported', 'time_in_force_unsupported'],
    ],
  ] as const)(
    'judges exits %j by what the venue takes: %j, %j',
    (change, venueOrderTypes, venueTimesInForce, expected) => {
      const asked = { timeInForce: 'DAY', ...change };
      expect(codes(asked, { venueOrderTypes, venueTimesInForce })).toEqual(expected);
    },
  );

  test.each([
    ['zero quantity', { quantity: '0' }, ['quantity_zero']],
    ['negative quantity', { quantity: '-10' }, ['quantity_negative']],
    ['quantity off the lot', { quantity: '12' }, ['quantity_off_lot']],
    ['quantity below the minimum', { quantity: '5' }, ['quantity_below_minimum']],
    ['quantity above the maximum', { quantity: '1005' }, ['quantity_above_maximum']],
    ['no limit price', { limitPrice: null }, ['price_missing']],
    ['no stop price', { orderType: 'stop', limitPrice: null }, ['price_missing']],
    ['a limit price on a market order', { orderType: 'market' }, ['price_unexpected']],
    ['a stop price on a limit order', { stopPrice: '1430' }, ['price_unexpected']],
    ['a price of zero', { limitPrice: '0' }, ['price_not_positive']],
    ['a negative price', { limitPrice: '-1' }, ['price_not_positive']],
    ['a price off the tick', { limitPrice: '1432.30' }, ['price_off_tick']],
    ['a target price of zero', { targetPrice: '0' }, ['target_price_not_positive']],
    ['a take-profit on the wrong side', { takeProfit: '1430' }, ['take_profit_wrong_side']],
    ['a stop-loss on the wrong side', { stopLoss: '1440' }, ['stop_loss_wrong_side']],
    ['low confidence', { confidence: '0.05' }, ['confidence_too_low']],
    ['confidence above one', { confidence: '1.01' }, ['confidence_out_of_range']],
    ['negative confidence', { confidence: '-0.1' }, ['confidence_out_of_range']],
    ['an expired signal', { expiresAt: '2026-11-23T09:59:59Z' }, ['signal_expired']],
    ['an unsupported time in force', { timeInForce: 'FOK' }, ['time_in_force_unsupported']],
    ['GTD without an end', { timeInForce: 'GTD' }, ['good_till_missing']],
    [
      'GTD with an end in the past',
      { timeInForce: 'GTD', goodTill: '2026-11-22T00:00:00Z' },
      ['good_till_past'],
    ],
    ['an end without GTD', { goodTill: '2026-11-24T00:00:00Z' }, ['good_till_unexpected']],
    ['an unsupported order type', { orderType: 'stop_limit', stopPrice: '1430' }, ['order_type_unsupported']],
  ])('refuses %s', (_name, change, expected) => {
    expect(codes(change)).toEqual(expected);
  });

  test('refuses an unknown symbol and account together with the rest', () => {
    const found = codes(
      { quantity: '0', confidence: '0.01' },
      { instrument: undefined, accountKnown: false },
    );
    expect(found).toEqual(['unknown_account', 'confidence_too_low', 'unknown_symbol', 'quantity_zero']);
  });

  describe('of an instrument with a lowest price', () => {
    const instrument = { ...subject.instrument!, priceMin: decimal('-40') };
    const at = (change: object, marketPrice?: string) =>
      codes(change, { instrument, ...(marketPrice !== undefined && { marketPrice: decimal(marketPrice) }) });

    test.each([
      ['its lowest price', { limitPrice: '-40' }, []],
      ['zero', { limitPrice: '0' }, []],
      ['a negative stop', { orderType: 'stop', limitPrice: null, stopPrice: '-0.25' }, []],
      ['a price below it', { limitPrice: '-40.25' }, ['price_below_minimum']],
      ['a negative price off the tick', { limitPrice: '-3.30' }, ['price_off_tick']],
      ['exits around a negative entry', { limitPrice: '-3', takeProfit: '-2', stopLoss: '-4' }, []],
      [
        'exits on the wrong sides',
        { limitPrice: '-3', takeProfit: '-4', stopLoss: '-2' },
        ['take_profit_wrong_side', 'stop_loss_wrong_side'],
      ],
      ['a target below it', { targetPrice: '-41' }, ['price_below_minimum']],
    ])('judges %s', (_name, change, expected) => {
      expect(at(change)).toEqual(expected);
    });

    test('takes orders while the market is negative, and none while it is lower still', () => {
      expect(at({ limitPrice: '-37.5' }, '-37.63')).toEqual([]);
      expect(at({ limitPrice: '-37.5' }, '-40.01')).toEqual(['market_price_not_taken']);
    });

    test('may lie above zero', () => {
      const dear = { instrument: { ...instrument, priceMin: decimal('100') } };
      expect(codes({ limitPrice: '100' }, dear)).toEqual([]);
      expect(codes({ limitPrice: '99.75' }, dear)).toEqual(['price_below_minimum']);
    });
  });

  test('takes only what closes a position while the market is at a price that is not taken', () => {
    const market = { orderType: 'market', limitPrice: null };
    for (const marketPrice of ['0', '-37.63']) {
      const over = { marketPrice: decimal(marketPrice) };
      expect(codes(market, over)).toEqual(['market_price_not_taken']);
      expect(codes({}, over)).toEqual(['market_price_not_taken']);
      expect(codes({ ...market, reduceOnly: true }, over)).toEqual([]);
    }
    expect(codes(market, { marketPrice: decimal('0.25') })).toEqual([]);
  });

  test('says the values compared', () => {
    const parsed = parseSignal({ ...good, quantity: '12' });
    const [refusal] = parsed.ok
      ? validateSignal(parsed.value, subject, { confidenceMin: decimal('0.1') }, now)
      : [];
    expect(refusal).toEqual({
      code: 'quantity_off_lot',
      field: 'quantity',
      message: 'quantity 12 is not a multiple of the lot size 5',
      actual: '12',
      expected: 'a multiple of 5',
    });
  });
});
