import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import { createGrid } from '../exchange/grid.ts';
import { loadPriceBars } from './priceBars.ts';

const grid = createGrid(decimal('0.25'), decimal('1'));
const folder = mkdtempSync(join(tmpdir(), 'breakwater-prices-'));
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string) {
  const file = join(folder, 'prices.csv');
  writeFileSync(file, text);
  return loadPriceBars(file, grid, 'SPX');
}

describe('loadPriceBars', () => {
  it('reads the S&P 500 from 2000 to 2020, rounded to the tick', () => {
    const file = fileURLToPath(new URL('../../../../../../resources/prices/sp500-2000.csv', import.meta.url));
    const bars = loadPriceBars(file, grid, 'SPX');
    expect(bars).toHaveLength(5_105);
    expect(bars[0]).toEqual({
      date: Date.UTC(2000, 0, 3) * 1_000,
      openTicks: 1_469.25 * 4,
      highTicks: 1_478 * 4,
      lowTicks: 1_438.25 * 4,
      closeTicks: 1_455.25 * 4,
    });
    expect(bars.every((bar) => bar.lowTicks <= Math.min(bar.openTicks, bar.closeTicks))).toBe(true);
    expect(bars.every((bar) => bar.highTicks >= Math.max(bar.openTicks, bar.closeTicks))).toBe(true);
  });

  it('reads the monthly prices of each stock on their own dates, and walks from one to the next', () => {
    const file = fileURLToPath(new URL('../../../../../../resources/prices/stocks.csv', import.meta.url));
    const cents = createGrid(decimal('0.01'), decimal('1'));
    const google = loadPriceBars(file, cents, 'GOOG');
    const at = (year: number, month: number, day: number) =>
      google.find(({ date }) => date === Date.UTC(year, month - 1, day) * 1_000)?.closeTicks;
    expect([at(2004, 8, 1), at(2004, 9, 1), at(2010, 3, 1)]).toEqual([10_237, 12_960, 56_019]);
    expect(google[0]?.date).toBe(Date.UTC(2004, 7, 1) * 1_000);
    expect(google.at(-1)?.date).toBe(Date.UTC(2010, 2, 1) * 1_000);
    expect(loadPriceBars(file, cents, 'GOOG')).toEqual(google);
    for (const [index, bar] of google.entries()) {
      const before = google[index - 1];
      if (before === undefined) continue;
      expect(bar.date).toBeGreaterThan(before.date);
      expect(bar.openTicks).toBe(before.closeTicks);
      expect(Math.abs(bar.closeTicks / bar.openTicks - 1)).toBeLessThan(0.2);
    }
    const days = google.filter(({ date }) => [0, 6].includes(new Date(date / 1_000).getUTCDay()));
    // The prices of months stand on their dates, also on a Sunday; the walk knows weekdays alone.
    expect(days.every(({ date }) => new Date(date / 1_000).getUTCDate() === 1)).toBe(true);
    expect(() => loadPriceBars(file, cents, 'SPX')).toThrow('no prices of SPX');
  });

  it.each([
    ['/dev/zero', 'is no regular file'],
    ['/tmp', 'is a folder'],
    ['/nowhere/prices.csv', 'there is no'],
  ])('refuses %s, which %s', (file, why) => {
    expect(() => loadPriceBars(file, grid, 'SPX')).toThrow(why);
    expect(() => loadPriceBars(file, grid, 'SPX')).toThrow(file);
  });

  it.each([
    ['a missing column', 'date,open,high,low\n2001-01-03,1,1,1', /line 2.*close/s],
    ['a price that is none', 'date,open,high,low,close\n2001-01-03,1,x,1,1', /line 2.*high/s],
    ['a date that is none', 'date,open,high,low,close\n3 Jan 2001,1,1,1,1', /line 2.*date/s],
    ['a date beyond 2200', 'date,open,high,low,close\n9999-12-31,1,1,1,1', /line 2.*1970 to 2200.*date/s],
    ['a date before 1970', 'date,open,high,low,close\n1969-12-31,1,1,1,1', /line 2.*1970 to 2200.*date/s],
    [
      'dates that do not rise',
      'date,open,high,low,close\n2001-01-03,1,1,1,1\n2001-01-03,1,1,1,1',
      /line 3.*rise/s,
    ],
    ['no prices', 'date,open,high,low,close\n', /no prices/],
    ['a price of zero', 'date,price\nJan 1 2000,0', /line 2.*more than 0/s],
    ['a month that is none', 'date,price\nFoo 1 2000,5', /line 2.*date/s],
    ['months that do not rise', 'date,price\nFeb 1 2000,5\nJan 1 2000,5', /line 3.*rise/s],
  ])('refuses %s and says where', (_, text, message) => {
    expect(() => load(text)).toThrow(message);
  });

  it('reads prices of zero and less', () => {
    expect(load('date,open,high,low,close\n2020-04-20,17.73,17.85,-40.32,-37.63')).toMatchObject([
      { openTicks: 71, highTicks: 71, lowTicks: -161, closeTicks: -151 },
    ]);
    expect(load('date,open,high,low,close\n2020-04-20,0,0,0,0')).toMatchObject([{ closeTicks: 0 }]);
  });

  it('refuses a file that is not there', () => {
    expect(() => loadPriceBars(join(folder, 'none.csv'), grid, 'SPX')).toThrow(/there is no/);
  });
});
