import { describe, expect, it } from 'vitest';
import { decimal } from '../../../../../shared/kernel/decimal.ts';
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
