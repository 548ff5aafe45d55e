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
  return loadPriceBars(file, grid);
}

describe('loadPriceBars', () => {
  it('reads the S&P 500 from 2000 to 2020, rounded to the tick', () => {
    const file = fileURLToPath(new URL('../../../../../../resources/prices/sp500-2000.csv', import.meta.url));
    const bars = loadPriceBars(file, grid);
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

  it.each([
    ['/dev/zero', 'is no regular file'],
    ['/tmp', 'is a folder'],
    ['/nowhere/prices.csv', 'there is no'],
  ])('refuses %s, which %s', (file, why) => {
    expect(() => loadPriceBars(file, grid)).toThrow(why);
    expect(() => loadPriceBars(file, grid)).toThrow(file);
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
    expect(() => loadPriceBars(join(folder, 'none.csv'), grid)).toThrow(/there is no/);
  });
});
