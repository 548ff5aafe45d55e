import { describe, expect, it } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { crossOrder } from './crossOrder.ts';
import { initialCrossState, onBarClose, type CrossState } from './movingAverageCross.ts';

const parameters = { fast: 2, slow: 4 };

function crossings(closes: readonly string[]): (string | undefined)[] {
  let state: CrossState = initialCrossState;
  return closes.map((close) => {
    const step = onBarClose(state, decimal(close), parameters);
    state = step.state;
    return step.crossed;
  });
}

describe('onBarClose', () => {
  it('says nothing before the slow average has all its closes, nor at its first stand', () => {
    expect(crossings(['1', '2', '3', '4', '5'])).toEqual(Array(5).fill(undefined));
  });

  it('tells each crossing once', () => {
    const told = crossings(['4', '3', '2', '1', '5', '6', '7', '2', '1']);
    expect(told).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'buy',
      undefined,
      undefined,
      'sell',
      undefined,
    ]);
  });

  it('takes equal averages as no crossing, and the next close off them as one only if the side changed', () => {
    expect(crossings(['1', '2', '3', '4', '1', '2', '3', '4'])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      'sell',
      undefined,
      'buy',
    ]);
    expect(crossings(['1', '2', '3', '4', '1', '7'])).toEqual(Array(6).fill(undefined));
  });

  it('is exact where floating point would see a difference', () => {
    // 0.1 + 0.2 and 0.3 / 1: equal averages, so no side is taken.
    const step = onBarClose({ closes: [decimal('0.1'), decimal('0.2')] }, decimal('0.15'), {
      fast: 1,
      slow: 3,
    });
    expect(step.state.side).toBeUndefined();
  });

  it('keeps no more closes than it needs', () => {
    let state: CrossState = initialCrossState;
    for (let close = 1; close < 50; close++) {
      state = onBarClose(state, decimal(String(close)), parameters).state;
    }
    expect(state.closes).toHaveLength(4);
  });
});

describe('crossOrder', () => {
  const instrument: Instrument = {
    symbol: 'SPX' as Ticker,
    venue: 'sim' as VenueId,
    currency: 'USD',
    tickSize: decimal('0.25'),
    lotSize: decimal('5'),
    quantityMin: decimal('5'),
    quantityMax: decimal('1000'),
  };
  const touch = { bid: decimal('100'), ask: decimal('100.25') };

  it('takes turns between market and limit orders on both sides of the market', () => {
    const orders = [0, 1, 2, 3, 4].map((turn) => crossOrder('buy', turn, touch, instrument));
    expect(
      orders.map(({ orderType, timeInForce, limitPrice }) => [orderType, timeInForce, limitPrice]),
    ).toEqual([
      ['market', 'DAY', undefined],
      ['limit', 'IOC', decimal('100.25')],
      ['limit', 'DAY', decimal('100.5')],
      ['market', 'DAY', undefined],
      ['limit', 'DAY', decimal('100')],
    ]);
    expect(crossOrder('sell', 2, touch, instrument).limitPrice).toBe(decimal('99.75'));
  });

  it('trades ten lots', () => {
    expect(crossOrder('buy', 0, touch, instrument).quantity).toBe(decimal('50'));
  });
});
