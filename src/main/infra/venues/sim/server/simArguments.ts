/** The arguments of the venue's process. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { isPriceTaken, type PriceFloor, type TickBand } from '../../../../domain/instrument/instrument.ts';
import { parseDecimal, zero } from '../../../../../shared/kernel/decimal.ts';
import { isIdText } from '../../../../../shared/kernel/ids.ts';
import { epochMicrosFromMillis, readInstant, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import { createGrid, type Grid } from '../exchange/grid.ts';
import { defaultHouse, type HouseConfig } from '../exchange/house.ts';
import { faultSwitches, noFaults, type FaultSwitches } from '../wire/faultSwitches.ts';
import { fitsSocket, socketPathBytesMax } from '../../../paths/privateSocketPath.ts';

export interface SimArguments {
  readonly record: string;
  readonly address: { readonly path: string } | { readonly host: string; readonly port: number };
  readonly symbols: readonly SymbolArguments[];
  readonly mode: 'paced' | 'held';
  readonly tickMs: number;
  /** Where the market of a new record starts. Without it, the market starts with the first bar of each series. */
  readonly start: EpochMicros | undefined;
  readonly atEnd: 'stop' | 'wrap';
  readonly house: HouseConfig;
  readonly seed: number;
  readonly faults: FaultSwitches;
  /**
   * Id of a process: the venue ends when that process ends. It also ends with standard input and the parent's channel.
   */
  readonly parentPid: number | undefined;
  /** Keeps the venue running when standard input ends. */
  readonly standalone: boolean;
  /** Whether every request about an order goes on record, with the session on which it came. */
  readonly keepRequests: boolean;
}

export interface SymbolArguments {
  readonly symbol: string;
  readonly grid: Grid;
  /** Price file. Without one the symbol walks at random from `startTicks`. */
  readonly prices: string | undefined;
  readonly startTicks: number;
}

/** Thrown for wrong usage. The message names the argument and what was expected. */
export class ArgumentsUnusable extends Error {
  override readonly name = 'ArgumentsUnusable';
}

const options = {
  record: { type: 'string' },
  socket: { type: 'string' },
  port: { type: 'string' },
  instrument: { type: 'string', multiple: true },
  'tick-band': { type: 'string', multiple: true },
  prices: { type: 'string', multiple: true },
  mode: { type: 'string' },
  'tick-ms': { type: 'string' },
  start: { type: 'string' },
  'at-end': { type: 'string' },
  'house-levels': { type: 'string' },
  'house-lots': { type: 'string' },
  'spread-ticks': { type: 'string' },
  seed: { type: 'string' },
  faults: { type: 'string' },
  'parent-pid': { type: 'string' },
  standalone: { type: 'boolean' },
  'keep-requests': { type: 'boolean' },
} as const;

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const schema = z.object({
  record: z.string().min(1, 'expected the file of the record'),
  socket: z.string().refine(fitsSocket, `at most ${socketPathBytesMax} bytes`).optional(),
  port: whole(0, 65_535).default(0),
  instrument: z.array(z.string()).default(['SPX,0.25,1,4000']),
  'tick-band': z.array(z.string()).default([]),
  prices: z.array(z.string().min(1)).default([]),
  mode: z.enum(['paced', 'held']).default('paced'),
  'tick-ms': whole(1, 86_400_000).default(250),
  start: z.iso
    .date()
    .refine((date) => readInstant(`${date}T00:00:00Z`).ok, 'expected a date from 1970 to 2200')
    .optional(),
  'at-end': z.enum(['stop', 'wrap']).default('stop'),
  'house-levels': whole(0, 1_000).default(defaultHouse.levels),
  'house-lots': whole(1, 1_000_000_000).default(defaultHouse.lotsPerLevel),
  'spread-ticks': whole(1, 1_000).default(defaultHouse.spreadTicks),
  seed: whole(0, 2_147_483_647).default(1),
  faults: z.string().default('{}'),
  'parent-pid': whole(1, 2_147_483_647).optional(),
  standalone: z.boolean().default(false),
  'keep-requests': z.boolean().default(false),
});

/** Reads the arguments after the program's own name. Throws ArgumentsUnusable. */
export function readSimArguments(argv: readonly string[]): SimArguments {
  const parsed = schema.safeParse(rawValues(argv));
  if (!parsed.success) throw new ArgumentsUnusable(z.prettifyError(parsed.error));
  const values = parsed.data;
  return {
    record: values.record,
    address: values.socket === undefined ? { host: '127.0.0.1', port: values.port } : { path: values.socket },
    symbols: symbolsOf(values.instrument, bandsOf(values['tick-band']), values.prices),
    mode: values.mode,
    tickMs: values['tick-ms'],
    start:
      values.start === undefined ? undefined : epochMicrosFromMillis(Date.parse(`${values.start}T00:00:00Z`)),
    atEnd: values['at-end'],
    house: {
      levels: values['house-levels'],
      lotsPerLevel: values['house-lots'],
      spreadTicks: values['spread-ticks'],
    },
    seed: values.seed,
    faults: faultsOf(values.faults),
    parentPid: values['parent-pid'],
    standalone: values.standalone,
    keepRequests: values['keep-requests'],
  };
}

function rawValues(argv: readonly string[]): unknown {
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    throw new ArgumentsUnusable(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Reads the symbols. Each is `SYMBOL,tick,lot,start price,lowest price`, the last two optional. Price files are
 * `SYMBOL=FILE`, or `FILE` for the first symbol.
 */
function symbolsOf(
  instruments: readonly string[],
  bands: ReadonlyMap<string, readonly TickBand[]>,
  priceFiles: readonly string[],
): SymbolArguments[] {
  const symbols = instruments.map((text) => symbolOf(text, bands));
  const files = new Map<string, string>();
  for (const text of priceFiles) {
    const named = symbols.find(({ symbol }) => text.startsWith(`${symbol}=`))?.symbol;
    const file = named === undefined ? text : text.slice(named.length + 1);
    files.set(named ?? symbols[0]?.symbol ?? '', file);
  }
  if (new Set(symbols.map(({ symbol }) => symbol)).size !== symbols.length) {
    throw new ArgumentsUnusable('--instrument: each symbol once');
  }
  return symbols.map((symbol) => ({ ...symbol, prices: files.get(symbol.symbol) }));
}

/** Reads the bands of each symbol, as the configuration has checked them: the lowest first. */
function bandsOf(texts: readonly string[]): ReadonlyMap<string, readonly TickBand[]> {
  const bands = new Map<string, TickBand[]>();
  for (const text of texts) {
    const [symbol = '', ...values] = text.split(',');
    const [from, tick] = values.map((value) => parseDecimal(value));
    if (values.length !== 2 || from?.ok !== true || tick?.ok !== true || tick.value <= zero) {
      throw new ArgumentsUnusable(`--tick-band ${text}: expected SYMBOL,from,tick, such as SPX,1000,0.5`);
    }
    bands.set(symbol, [...(bands.get(symbol) ?? []), { from: from.value, tick: tick.value }]);
  }
  return bands;
}

function symbolOf(
  text: string,
  bands: ReadonlyMap<string, readonly TickBand[]>,
): Omit<SymbolArguments, 'prices'> {
  const [symbol = '', tick = '', lot = '', startPrice = '100', lowest, ...rest] = text.split(',');
  const values = [tick, lot, startPrice, lowest ?? '0'].map((part) => parseDecimal(part));
  const [tickSize, lotSize, start, priceMin] = values.map((parsed) => (parsed.ok ? parsed.value : undefined));
  const floor: PriceFloor = lowest === undefined || priceMin === undefined ? {} : { priceMin };
  if (
    !isIdText(symbol) ||
    tickSize === undefined ||
    tickSize <= zero ||
    lotSize === undefined ||
    lotSize <= zero ||
    start === undefined ||
    priceMin === undefined ||
    !isPriceTaken(start, floor) ||
    rest.length > 0
  ) {
    throw new ArgumentsUnusable(
      `--instrument ${text}: expected SYMBOL,tick,lot,start price,lowest price, such as SPX,0.25,1,4000; the start price above zero or from the lowest price on`,
    );
  }
  const grid = createGrid(tickSize, lotSize, floor, bands.get(symbol));
  return { symbol, grid, startTicks: grid.nearestTicks(start) };
}

function faultsOf(text: string): FaultSwitches {
  try {
    const given = faultSwitches.partial().parse(JSON.parse(text));
    return {
      ...noFaults,
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    };
  } catch (error) {
    const detail = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new ArgumentsUnusable(`--faults: expected JSON with fault switches: ${detail}`);
  }
}
