import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal, type Decimal } from '../../../../../shared/kernel/decimal.ts';
import { nextPrice } from '../../../../domain/instrument/instrument.ts';
import { createGrid } from './grid.ts';

describe('createGrid', () => {
  const grid = createGrid(decimal('0.25'), decimal('0.001'));

  it('turns prices and quantities into whole units and back, exactly', () => {
    expect(grid.ticksOf(decimal('1469.25'))).toBe(5_877);
    expect(grid.priceText(5_877)).toBe('1469.25');
    expect(grid.lotsOf(decimal('1.234'))).toBe(1_234);
    expect(grid.quantityText(1_234)).toBe('1.234');
  });

  it('refuses what is off the grid or too large to stay exact', () => {
    expect(grid.ticksOf(decimal('1469.3'))).toBeUndefined();
    expect(grid.lotsOf(decimal('0.0001'))).toBeUndefined();
    expect(grid.lotsOf(decimal('999999999999999'))).toBeUndefined();
  });

  it('rounds to the nearest tick, halves up, never to zero', () => {
    expect(
      ['1438.359985', '1438.125', '1438.124999', '0.01'].map((text) => grid.nearestTicks(decimal(text))),
    ).toEqual([5_753, 5_753, 5_752, 1]);
    expect(['-37.63', '-0.125', '-0.13', '0'].map((text) => grid.nearestTicks(decimal(text)))).toEqual([
      -151, 0, -1, 0,
    ]);
  });

  it('has its lowest tick at the lowest price, or above it', () => {
    const lowest = (priceMin: string) =>
      createGrid(decimal('0.25'), decimal('1'), { priceMin: decimal(priceMin) }).ticksMin;
    expect(grid.ticksMin).toBe(1);
    expect(['-40', '-40.1', '0', '0.3'].map(lowest)).toEqual([-160, -160, 0, 2]);
  });
});

describe('a grid with bands', () => {
  const band = (from: string, tick: string) => ({ from: decimal(from), tick: decimal(tick) });

  it.each([
    [
      [
        ['10', '0.05'],
        ['100', '0.5'],
      ],
    ],
    [
      [
        ['0', '0.05'],
        ['3', '0.03'],
        ['10', '0.05'],
      ],
    ],
    [
      [
        ['-7', '0.07'],
        ['-1', '0.5'],
        ['2', '2'],
      ],
    ],
    [
      [
        ['-9', '0.03'],
        ['-4', '4'],
      ],
    ],
    [[]],
  ])(
    'counts one tick from each price that there is to the next, below zero too: %j',
    (bands: readonly string[][]) => {
      const tickBands = bands.map(([from = '', tick = '']) => band(from, tick));
      const table = { tickSize: decimal('0.01'), tickBands };
      const grid = createGrid(table.tickSize, decimal('1'), {}, tickBands);
      expect([grid.ticksOf(decimal('0')), grid.priceText(0)]).toEqual([0, '0']);
      for (const direction of ['up', 'down'] as const) {
        let price = decimal('0');
        for (let count = 1; count < 1_500; count++) {
          price = nextPrice(price, table, direction);
          const ticks = direction === 'up' ? count : -count;
          expect([grid.ticksOf(price), grid.priceText(ticks)]).toEqual([ticks, formatDecimal(price)]);
          expect(grid.nearestToFinest(grid.finestOf(ticks))).toBe(ticks);
          expect(nextPrice((price + 1n) as Decimal, table, 'down')).toBe(price);
          expect(nextPrice((price - 1n) as Decimal, table, 'up')).toBe(price);
        }
      }
    },
  );

  it('takes no price between two, and has its lowest tick on the band', () => {
    const bands = [band('10', '0.05'), band('100', '0.5')];
    const grid = createGrid(decimal('0.01'), decimal('1'), { priceMin: decimal('99.96') }, bands);
    expect(['9.99', '10.05', '100.5'].map((text) => grid.ticksOf(decimal(text)))).toEqual([
      999, 1_001, 2_801,
    ]);
    expect(['10.01', '100.05'].map((text) => grid.ticksOf(decimal(text)))).toEqual([undefined, undefined]);
    expect(
      ['10.02', '10.03', '100.24', '100.25'].map((text) => grid.priceText(grid.nearestTicks(decimal(text)))),
    ).toEqual(['10', '10.05', '100', '100.5']);
    expect(grid.priceText(grid.ticksMin)).toBe('100');
  });
});
