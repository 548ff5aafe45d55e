/** Makes the arguments of a simulated venue's process from the desk's configuration. */
import { join } from 'node:path';
import { decimal, formatDecimal, maximum } from '../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import { quotedAt } from '../../domain/instrument/referencePrice.ts';
import {
  defaultSimSettings,
  type DeskConfiguration,
  type SimSettings,
} from '../../infra/configuration/deskConfiguration.ts';

/** `paced`: the market moves by itself. `held`: it waits for a replay to move it. */
export type MarketMode = 'paced' | 'held';

const startPriceDefault = decimal('100');

/** `resources` is the folder of the files that come with the program. */
export function simCommandLine(
  { engine, sims }: DeskConfiguration,
  venue: VenueId,
  mode: MarketMode,
  resources: string,
): readonly string[] {
  const settings = sims.get(venue) ?? defaultSimSettings;
  const instruments = quotedAt(engine.instruments, venue);
  return [
    ...instruments.flatMap((instrument) => ['--instrument', instrumentText(instrument, settings)]),
    ...instruments.flatMap(({ symbol, tickBands = [] }) =>
      tickBands.map(
        ({ from, tick }) => `--tick-band=${[symbol, ...[from, tick].map(formatDecimal)].join(',')}`,
      ),
    ),
    ...instruments.flatMap(({ symbol }) => pricesOf(symbol, settings, resources)),
    `--mode=${mode}`,
    `--tick-ms=${settings.tickMs}`,
    `--at-end=${settings.atEnd}`,
    `--seed=${settings.seed}`,
  ];
}

function instrumentText(
  { symbol, tickSize, lotSize, priceMin }: Instrument,
  { startPrices }: SimSettings,
): string {
  const lowest = priceMin === undefined ? [] : [priceMin];
  const start = startPrices[symbol] ?? maximum(startPriceDefault, priceMin ?? startPriceDefault);
  return [symbol, ...[tickSize, lotSize, start, ...lowest].map(formatDecimal)].join(',');
}

/** The files with real prices that come with the program, by symbol. */
const realPrices: ReadonlyMap<string, string> = new Map([
  ['SPX', 'sp500-2000.csv'],
  ...['AAPL', 'AMZN', 'GOOG', 'IBM', 'MSFT'].map((symbol) => [symbol, 'stocks.csv'] as const),
]);

/** Real prices where there are some, unless the configuration gives the symbol others. */
function pricesOf(symbol: string, settings: SimSettings, resources: string): string[] {
  const file = settings.prices[symbol];
  if (file !== undefined) return ['--prices', `${symbol}=${file}`];
  const real = realPrices.get(symbol);
  if (real === undefined || settings.startPrices[symbol] !== undefined) return [];
  return ['--prices', `${symbol}=${join(resources, 'prices', real)}`];
}
