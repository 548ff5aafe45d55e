import { describe, expect, it } from 'vitest';
import { epochMicrosFromMillis } from '../../../../../shared/kernel/time.ts';
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import { createGrid } from '../exchange/grid.ts';
import { BarTape } from './priceTape.ts';
import { RandomWalkTape } from './randomWalkTape.ts';

const date = (text: string) => epochMicrosFromMillis(Date.parse(`${text}T00:00:00Z`));
const bar = (day: string, openTicks: number, highTicks: number, lowTicks: number, closeTicks: number) => {
  return { date: date(day), openTicks, highTicks, lowTicks, closeTicks };
};

describe('BarTape', () => {
  const tape = new BarTape([bar('2001-01-03', 100, 110, 90, 105), bar('2001-01-05', 104, 106, 95, 96)]);
  const steps = Array.from({ length: tape.lastStep + 1 }, (_, step) => tape.stepAt(step));

  it('walks a rising bar over its low, a falling one over its high', () => {
    expect(steps.map(({ ticks }) => ticks)).toEqual([100, 90, 110, 105, 104, 106, 95, 96]);
  });

  it('opens each bar over a gap and names its close on its last step', () => {
    expect(steps.map(({ path }) => path)).toEqual([
      'gap',
      'walk',
      'walk',
      'walk',
      'gap',
      'walk',
      'walk',
      'walk',
    ]);
    const closes = steps.map(({ barCloseTicks }) => barCloseTicks);
    expect(closes).toEqual([undefined, undefined, undefined, 105, undefined, undefined, undefined, 96]);
    expect(steps[5]?.marketTime).toBe(date('2001-01-05'));
  });

  it.each([
    ['1990-01-01', 3],
    ['2001-01-03', 3],
    ['2001-01-04', 3],
    ['2001-01-05', 7],
    ['2030-01-01', 7],
  ])('finds the last bar at or before %s, clamped', (at, step) => {
    expect(tape.closingStepAt(date(at))).toBe(step);
  });

  it.each([
    ['1990-01-01', 0],
    ['2001-01-04', 4],
    ['2030-01-01', 4],
  ])('finds the first bar at or after %s, clamped', (at, step) => {
    expect(tape.openingStepAt(date(at))).toBe(step);
  });
});

const grid = createGrid(decimal('0.25'), decimal('1'));

describe('RandomWalkTape', () => {
  const walk = (seed: string, steps: number) => {
    const tape = new RandomWalkTape(4_000, date('2020-01-01'), seed, grid);
    const prices: number[] = [];
    for (let step = 0, ticks = 0; step < steps; step++) {
      ({ ticks } = tape.stepAt(step, ticks));
      prices.push(ticks);
    }
    return prices;
  };

  it('repeats for the same seed and differs for another', () => {
    expect(walk('1:X', 100)).toEqual(walk('1:X', 100));
    expect(walk('1:X', 100)).not.toEqual(walk('2:X', 100));
    expect(walk('1:X', 100)[0]).toBe(4_000);
  });

  it('jumps to where walking leads', () => {
    const tape = new RandomWalkTape(4_000, date('2020-01-01'), '1:X', grid);
    for (const step of [0, 1, 7, 50]) expect(tape.jumpTo(step).ticks).toBe(walk('1:X', 51)[step]);
  });

  it('starts its calendar again before the year 2201, and goes on with its prices', () => {
    const tape = new RandomWalkTape(4_000, date('2200-12-30'), '1:X', grid);
    const days = [0, 4, 8, 12].map((step) => tape.stepAt(step, 4_000).marketTime);
    expect(days).toEqual([date('2200-12-30'), date('2200-12-31'), date('2200-12-30'), date('2200-12-31')]);
  });

  it('crosses zero where prices below it are taken, and stops at the lowest', () => {
    const tape = new RandomWalkTape(
      2,
      date('2020-01-01'),
      '1:X',
      createGrid(decimal('1'), decimal('1'), { priceMin: decimal('-10') }),
    );
    const prices: number[] = [];
    for (let step = 0, ticks = 0; step < 2_000; step++) {
      ({ ticks } = tape.stepAt(step, ticks));
      prices.push(ticks);
    }
    expect(Math.min(...prices)).toBe(-10);
    expect(Math.max(...prices)).toBeGreaterThan(0);
    expect(prices.every(Number.isInteger)).toBe(true);
  });

  it('moves by percents of the price also where bands make few ticks of it', () => {
    const banded = createGrid(decimal('0.01'), decimal('1'), {}, [
      { from: decimal('10'), tick: decimal('1') },
    ]);
    const start = banded.nearestTicks(decimal('1000'));
    const tape = new RandomWalkTape(start, date('2020-01-01'), '1:X', banded);
    const prices: number[] = [];
    for (let step = 0, ticks = start; step < 500; step++) {
      ({ ticks } = tape.stepAt(step, ticks));
      prices.push(Number(banded.priceText(ticks)));
    }
    const moves = prices.slice(1).map((price, index) => Math.abs(price / (prices[index] ?? 1) - 1));
    expect(Math.max(...moves)).toBeLessThan(0.03);
    expect(prices.every(Number.isInteger)).toBe(true);
  });

  it('has four steps a day and moves by percents, not by leaps', () => {
    const tape = new RandomWalkTape(4_000, date('2020-01-01'), '1:X', grid);
    expect(tape.stepAt(5, 4_000)).toMatchObject({ marketTime: date('2020-01-02'), path: 'walk' });
    expect(tape.closingStepAt(date('2020-01-03'))).toBe(11);
    const prices = walk('1:X', 2_000);
    const moves = prices.slice(1).map((price, index) => Math.abs(price / (prices[index] ?? 1) - 1));
    expect(Math.max(...moves)).toBeLessThan(0.03);
    expect(Math.min(...prices)).toBeGreaterThan(0);
  });
});
