/**
 * Reads a file of prices: CSV with the header `symbol,price,time`, the columns in any order. Each row is a price with
 * the instant at which it was the price. Of several rows of a symbol the newest counts, and symbols that the desk does
 * not trade are left out. A file with a mistake is refused as a whole.
 */
import type { Ticker } from '../../../shared/kernel/ids.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { parseDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { formatMicros, readInstant, type EpochMicros } from '../../../shared/kernel/time.ts';
import { visibleLine } from '../../../shared/kernel/visibleText.ts';
import { isPriceTaken, pricesTaken, type Instrument } from '../../domain/instrument/instrument.ts';
import type { FilePrice } from '../../domain/instrument/referencePrice.ts';
import { parseCsvRow } from '../intake/csvRow.ts';

const columns = ['symbol', 'price', 'time'] as const;
type Column = (typeof columns)[number];

/** Microseconds that a price may seem to be from the future, because two clocks differ. */
const aheadMicrosMax = 60_000_000;

type Traded = Pick<Instrument, 'symbol' | 'priceMin'>;

/**
 * Faults: `price_file_incomplete` while the last line has no end, because somebody may still be writing;
 * `price_file_invalid`, which names the line and what was expected.
 */
export function parsePriceFile(
  text: string,
  instruments: readonly Traded[],
  now: EpochMicros,
): Result<ReadonlyMap<Ticker, FilePrice>, Fault> {
  if (!text.endsWith('\n')) {
    return err({ code: 'price_file_incomplete', message: 'the last line of the price file has no end yet' });
  }
  const lines = text.replace(/^\u{feff}/u, '').split('\n');
  const header = lines[0]?.split(',').map((name) => name.trim()) ?? [];
  if ([...header].sort().join() !== [...columns].sort().join()) {
    return invalid(1, `is ${visibleLine(lines[0] ?? '')}; expected the header ${columns.join(',')}`);
  }
  const prices = new Map<Ticker, FilePrice>();
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const row = readRow(line, header, instruments, now);
    if (!row.ok) return invalid(index + 1, row.error);
    if (row.value === undefined) continue;
    const { symbol, price, time } = row.value;
    const before = prices.get(symbol);
    if (before === undefined || before.time <= time) prices.set(symbol, { price, time });
  }
  return ok(prices);
}

function invalid(line: number, why: string): Result<never, Fault> {
  return err({ code: 'price_file_invalid', message: `line ${line} of the price file ${why}` });
}

interface Row extends FilePrice {
  readonly symbol: Ticker;
}

/** Undefined for a symbol that the desk does not trade. */
function readRow(
  line: string,
  header: readonly string[],
  instruments: readonly Traded[],
  now: EpochMicros,
): Result<Row | undefined, string> {
  const parsed = parseCsvRow(line);
  if (!parsed.ok) return err(`is no CSV row: ${parsed.error.reason}`);
  if (parsed.value.length !== columns.length) {
    return err(`has ${parsed.value.length} values; expected ${columns.join(',')}`);
  }
  const value = (column: Column): string => parsed.value[header.indexOf(column)] ?? '';
  const instrument = instruments.find(({ symbol }) => symbol === value('symbol'));
  if (instrument === undefined) return ok(undefined);
  const price = readPrice(value('price'), instrument);
  if (!price.ok) return price;
  const time = readInstant(value('time'));
  if (!time.ok) return err(`has the time ${visibleLine(value('time'))}; expected ${time.error.expected}`);
  if (time.value > now + aheadMicrosMax) {
    return err(`has the time ${value('time')}, which is in the future; it is ${formatMicros(now)} now`);
  }
  return ok({ symbol: instrument.symbol, price: price.value, time: time.value });
}

function readPrice(text: string, instrument: Traded): Result<Decimal, string> {
  const price = parseDecimal(text);
  if (!price.ok) return err(`has the price ${visibleLine(text)}; expected ${price.error.expected}`);
  if (isPriceTaken(price.value, instrument)) return price;
  return err(`has the price ${text}; ${instrument.symbol} takes ${pricesTaken(instrument)}`);
}
