/**
 * Reads daily bars from a CSV file with a header: the columns date, open, high, low and close; or date and price, as of
 * months, with a column symbol where the file has several.
 */
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { decimal, parseDecimal, zero } from '../../../../../shared/kernel/decimal.ts';
import { readInstant, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import { readRegularFile } from '../../../paths/regularFile.ts';
import type { Grid } from '../exchange/grid.ts';
import { daysBetween, type PricePoint } from './daysBetween.ts';
import type { PriceBar } from './priceBar.ts';

/** The most bytes of a price file. Two centuries of daily bars take about a hundredth of that. */
const fileBytesMax = 268_435_456;

/** The price file can't be used. The message says which line is wrong and why. */
export class PriceFileUnusable extends Error {
  override readonly name = 'PriceFileUnusable';
}

const price = z.string().refine((text) => {
  return parseDecimal(text).ok;
}, 'expected a plain decimal');

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mar 1 2000` as `2000-03-01`; any other text as it is. */
function isoDate(text: unknown): unknown {
  const [, month = '', day = '', year = ''] = /^(\w{3}) (\d{1,2}) (\d{4})$/.exec(String(text)) ?? [];
  const number = months.indexOf(month) + 1;
  return number === 0 ? text : `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

const date = z.preprocess(
  isoDate,
  z.iso.date().transform((day, context) => {
    const instant = readInstant(`${day}T00:00:00Z`);
    if (instant.ok) return instant.value;
    context.addIssue({ code: 'custom', message: 'expected a date from 1970 to 2200' });
    return z.NEVER;
  }),
);

const point = z.object({
  date,
  price: price.refine((text) => decimal(text) > zero, 'expected more than 0'),
});

const row = z.object({
  date,
  open: price,
  high: price,
  low: price,
  close: price,
});

/** Reads the symbol's prices from a file, each rounded to the nearest tick. Throws PriceFileUnusable. */
export function loadPriceBars(file: string, grid: Grid, symbol: string): readonly PriceBar[] {
  let rows: unknown[];
  try {
    rows = parse(textOf(file), { columns: true, skip_empty_lines: true, bom: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PriceFileUnusable(why.includes(file) ? why : `${file}: ${why}`);
  }
  const own = rows.flatMap((found, index) =>
    isOf(found, symbol) ? [{ found, where: `${file}: line ${index + 2}` }] : [],
  );
  if (own.length === 0) {
    throw new PriceFileUnusable(`${file}: no prices${rows.length > 0 ? ` of ${symbol}` : ''}`);
  }
  if (isPoint(own[0]?.found)) {
    const points = rising(own.map(({ found, where }) => ({ ...pointOf(found, grid, where), where })));
    return daysBetween(points, `${symbol} days`);
  }
  return rising(own.map(({ found, where }) => ({ ...barOf(found, grid, where), where })));
}

/** A file of bars has one symbol, whatever a column of that name says. */
function isOf(found: unknown, symbol: string): boolean {
  return !isPoint(found) || !hasColumn(found, 'symbol') || found.symbol === symbol;
}

function isPoint(found: unknown): boolean {
  return hasColumn(found, 'price') && !hasColumn(found, 'open');
}

function hasColumn<Name extends string>(found: unknown, name: Name): found is Record<Name, unknown> {
  return typeof found === 'object' && found !== null && name in found;
}

function rising<Row extends { readonly date: EpochMicros; readonly where: string }>(
  rows: readonly Row[],
): readonly Omit<Row, 'where'>[] {
  return rows.map(({ where, ...rest }, index) => {
    const previous = rows[index - 1];
    if (previous === undefined || previous.date < rest.date) return rest;
    throw new PriceFileUnusable(`${where}: dates must rise`);
  });
}

function pointOf(found: unknown, grid: Grid, where: string): PricePoint {
  const parsed = point.safeParse(found);
  if (!parsed.success) throw new PriceFileUnusable(`${where}: ${z.prettifyError(parsed.error)}`);
  return { date: parsed.data.date, ticks: grid.nearestTicks(decimal(parsed.data.price)) };
}

function textOf(file: string): string {
  const text = readRegularFile(file, 'price_file_unusable', fileBytesMax);
  if (!text.ok) throw new Error(text.error.message);
  return text.value;
}

function barOf(found: unknown, grid: Grid, where: string): PriceBar {
  const parsed = row.safeParse(found);
  if (!parsed.success) throw new PriceFileUnusable(`${where}: ${z.prettifyError(parsed.error)}`);
  const { date: day, open, high, low, close } = parsed.data;
  const ticks = (text: string) => grid.nearestTicks(decimal(text));
  const [openTicks, closeTicks] = [ticks(open), ticks(close)];
  return {
    date: day,
    openTicks,
    highTicks: Math.max(ticks(high), openTicks, closeTicks),
    lowTicks: Math.min(ticks(low), openTicks, closeTicks),
    closeTicks,
  };
}
