import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, formatDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import {
  addNotional,
  averagePrice,
  formatNotional,
  noNotional,
  notionalOf,
  roundNotional,
  subtractNotional,
} from '../../../shared/kernel/notional.ts';
import { carriedIn, filled, flatDay, marked, unrealized, type DayPosition } from './dayPosition.ts';

function shown({ quantity, cost, realized }: DayPosition): string {
  const average = cost === undefined || quantity === zero ? zero : averagePrice(cost, quantity);
  return [quantity, average, roundNotional(realized)].map(formatDecimal).join(' ');
}

const buy = (before: DayPosition, quantity: string, price: string) =>
  filled(before, 'buy', decimal(quantity), decimal(price));
const sell = (before: DayPosition, quantity: string, price: string) =>
  filled(before, 'sell', decimal(quantity), decimal(price));

describe('the profit and loss of a day', () => {
  test('moves the average as a position grows, and realizes as it shrinks', () => {
    const long = buy(buy(flatDay, '10', '100'), '10', '110');
    expect(shown(long)).toBe('20 105 0');
    const less = sell(long, '5', '103');
    expect(shown(less)).toBe('15 105 -10');
    expect(formatNotional(unrealized(less, decimal('104')))).toBe('-15');
    expect(shown(sell(less, '15', '105'))).toBe('0 0 -10');
  });

  test('of a short position is the mirror image', () => {
    const short = sell(flatDay, '10', '100');
    expect(formatNotional(unrealized(short, decimal('103')))).toBe('-30');
    expect(shown(buy(short, '4', '90'))).toBe('-6 100 40');
  });

  test('of a fill through zero closes at the old average and opens at the new price', () => {
    expect(shown(sell(buy(flatDay, '10', '100'), '15', '90'))).toBe('-5 90 -100');
  });

  test('leaves out what the days before brought', () => {
    const carried = carriedIn(decimal('10'));
    expect(formatNotional(unrealized(carried, decimal('80')))).toBe('0');
    const valued = marked(carried, decimal('80'));
    expect(formatNotional(unrealized(valued, decimal('79')))).toBe('-10');
    expect(marked(valued, decimal('50'))).toBe(valued);
    expect(shown(sell(carried, '10', '80'))).toBe('0 0 0');
  });

  test('is what was paid and received, and what is left is worth', () => {
    const fill = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      // In thousandths, so that averages do not come out even.
      thousandths: fc.integer({ min: 1, max: 1_000_000 }),
      cents: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(
        fc.array(fill, { maxLength: 30, size: 'max' }),
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        (fills, last) => {
          const price = (cents: number): Decimal => decimal((cents / 100).toFixed(2));
          let position = flatDay;
          let cash = noNotional;
          for (const { side, thousandths, cents } of fills) {
            const units = decimal((thousandths / 1000).toFixed(3));
            position = filled(position, side, units, price(cents));
            const paid = notionalOf(units, price(cents));
            cash = side === 'buy' ? subtractNotional(cash, paid) : addNotional(cash, paid);
          }
          const total = addNotional(position.realized, unrealized(position, price(last)));
          expect(total).toBe(addNotional(cash, notionalOf(position.quantity, price(last))));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
