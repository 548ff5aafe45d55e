/** Reads daily bars from a CSV file with a header. Only the columns date, open, high, low and close are used. */
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { decimal, parseDecimal } from '../../../../../shared/kernel/decimal.ts';
import { readInstant, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import { readRegularFile } from '../../../paths/regularFile.ts';
import type { Grid } from '../exchange/grid.ts';

/** The most bytes of a price file. Two centuries of daily bars take about a hundredth of that. */
const fileBytesMax = 268_435_456;

export interface PriceBar {
  /** 00:00 UTC of the day. */
  readonly date: EpochMicros;
  readonly openTicks: number;
  readonly highTicks: number;
  readonly lowTicks: number;
  readonly closeTicks: number;
}

/** The price file can't be used. The message says which line is wrong and why. */
export class PriceFileUnusable extends Error {
  override readonly name = 'PriceFileUnusable';
}

const price = z.string().refine((text) => {
  return parseDecimal(text).ok;
}, 'expected a plain decimal');

const row = z.object({
  date: z.iso.date().transform((date, context) => {
    const day = readInstant(`${date}T00:00:00Z`);
    if (day.ok) return day.value;
    context.addIssue({ code: 'custom', message: 'expected a date from 1970 to 2200' });
    return z.NEVER;
  }),
  open: price,
  high: price,
  low: price,
  close: price,
});

/** Reads a price file, each price rounded to the nearest tick. Throws PriceFileUnusable. */
export function loadPriceBars(file: string, grid: Grid): PriceBar[] {
  let rows: unknown[];
  try {
    rows = parse(textOf(file), { columns: true, skip_empty_lines: true, bom: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PriceFileUnusable(why.includes(file) ? why : `${file}: ${why}`);
  }
  const bars = rows.map((found, index) => barOf(found, grid, `${file}: line ${index + 2}`));
  if (bars.length === 0) throw new PriceFileUnusable(`${file}: no prices`);
  for (const [index, bar] of bars.entries()) {
    const previous = bars[index - 1];
    if (previous !== undefined && previous.date >= bar.date) {
      throw new PriceFileUnusable(`${file}: line ${index + 2}: dates must rise`);
    }
  }
  return bars;
}

function textOf(file: string): string {
  const text = readRegularFile(file, 'price_file_unusable', fileBytesMax);
  if (!text.ok) throw new Error(text.error.message);
  return text.value;
}

function barOf(found: unknown, grid: Grid, where: string): PriceBar {
  const parsed = row.safeParse(found);
  if (!parsed.success) throw new PriceFileUnusable(`${where}: ${z.prettifyError(parsed.error)}`);
  const { date, open, high, low, close } = parsed.data;
  const ticks = (text: string) => grid.nearestTicks(decimal(text));
  const [openTicks, closeTicks] = [ticks(open), ticks(close)];
  return {
    date,
    openTicks,
    highTicks: Math.max(ticks(high), openTicks, closeTicks),
    lowTicks: Math.min(ticks(low), openTicks, closeTicks),
    closeTicks,
  };
}
