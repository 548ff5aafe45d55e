import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, formatDecimal, one, zero, type Decimal } from './decimal.ts';
import {
  addNotional,
  averagePrice,
  formatNotional,
  noNotional,
  notional,
  notionalOf,
  partOf,
  roundNotional,
  subtractNotional,
  withMultiplier,
  worthOf,
} from './notional.ts';

/** Up to 10^15 units, in units of 10^-9: as large as a quantity or price may be. */
const units = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map((value) => value as Decimal);

describe('a notional', () => {
  test('survives text and back, and adding and taking away', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(units, units), { maxLength: 50, size: 'max' }), (fills) => {
        let sum = noNotional;
        for (const [quantity, price] of fills) {
          sum = notional(formatNotional(addNotional(sum, notionalOf(quantity, price))));
        }
        for (const [quantity, price] of fills) sum = subtractNotional(sum, notionalOf(quantity, price));
        expect(sum).toBe(0n);
      }),
    );
  });

  test('is not rounded however many tiny fills it holds', () => {
    const [quantity, price] = [decimal('0.001'), decimal('0.00000074')];
    let sum = noNotional;
    for (let fill = 0; fill < 1_000; fill++) sum = addNotional(sum, notionalOf(quantity, price));
    expect(formatNotional(sum)).toBe('0.00000074');
    expect(formatDecimal(averagePrice(sum, decimal('1')))).toBe('0.00000074');
  });

  test('holds a trillion units at a billion each', () => {
    const sum = notionalOf(decimal('1000000000000'), decimal('1000000000.000000001'));
    expect(formatNotional(sum)).toBe('1000000000000000001000');
    expect(formatDecimal(averagePrice(sum, decimal('1000000000000')))).toBe('1000000000.000000001');
  });

  test('is rounded once, half to even, where it is shown', () => {
    const sum = notional('0.1249999999999');
    expect(formatDecimal(roundNotional(sum, 2))).toBe('0.12');
    expect(formatDecimal(roundNotional(sum))).toBe('0.125');
    expect(formatDecimal(averagePrice(notional('-0.25'), decimal('2'), one, 2))).toBe('-0.12');
    expect(formatDecimal(averagePrice(notional('0.27'), decimal('2'), one, 2))).toBe('0.14');
    expect(formatDecimal(roundNotional(notional('-112.89'), 0))).toBe('-113');
  });

  test('is divided without a rest being lost', () => {
    fc.assert(
      fc.property(
        units,
        units.filter((whole) => whole !== 0n),
        (part, whole) => {
          const sum = notional('-37.63');
          const taken = partOf(sum, part, whole);
          expect(addNotional(taken, subtractNotional(sum, taken))).toBe(sum);
        },
      ),
    );
    expect(formatNotional(partOf(notional('1'), decimal('1'), decimal('3')))).toBe(
      '0.333333333333333333333333333',
    );
  });

  test('counts the multiplier once, in the worth, the average and the sum, at prices of any sign', () => {
    fc.assert(
      fc.property(
        units,
        units,
        units.filter((multiplier) => multiplier > zero),
        (quantity, price, multiplier) => {
          const value = notionalOf(quantity, price, multiplier);
          expect(withMultiplier(notionalOf(quantity, price), multiplier)).toBe(value);
          expect(notional(formatNotional(value))).toBe(value);
          expect(quantity === zero ? price : averagePrice(value, quantity, multiplier)).toBe(price);
        },
      ),
    );
  });

  test.each([
    ['2', '4000.25', '50', '400025'],
    ['-3', '-37.63', '1000', '112890'],
    ['10', '-0.25', '0.01', '-0.025'],
    ['1000000', '0.00000074', '0.01', '0.0074'],
    ['5', '0', '50', '0'],
  ])('%s units at %s with a multiplier of %s are worth %s', (quantity, price, multiplier, worth) => {
    expect(formatDecimal(worthOf(decimal(quantity), decimal(price), decimal(multiplier)))).toBe(worth);
  });
});
