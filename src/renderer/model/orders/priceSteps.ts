/** Steps from a typed price to the next one that its instrument takes: on its tick, with the ticks of its bands. */
import { nextPrice, isOnTick, tickAt, type TickTable } from '../../../main/domain/instrument/instrument.ts';
import { decimal, formatDecimal, maximum, type Decimal } from '../../../shared/kernel/decimal.ts';
import { lowestPrice, tryDecimal, typedDecimal } from '../../format/decimals.ts';
import type { Instrument } from './ticketForm.ts';

/** The fields that say which prices an instrument takes. */
export type PriceGrid = Pick<Instrument, 'tickSize' | 'tickBands' | 'priceMin'>;

/** Used while the instrument is not known. */
const anyGrid: PriceGrid = { tickSize: '0.01' };

/**
 * The price so many steps up or down, never below the lowest. The first step from a price off the tick only moves to
 * the tick; text that is no number becomes the lowest price.
 */
export function stepPrice(text: string, grid: PriceGrid = anyGrid, steps = 0): string {
  const least = decimal(lowestPrice(grid));
  const table = tableOf(grid);
  let price = tryDecimal(typedDecimal(text));
  if (price === undefined) return formatDecimal(least);
  const direction = steps < 0 ? 'down' : 'up';
  for (let step = 0; step < Math.abs(steps); step++) price = nextPrice(price, table, direction);
  return formatDecimal(maximum(price, least));
}

/** The price itself where it is on its tick, else the next lower one that is. */
export function priceOnTick(text: string, grid: PriceGrid = anyGrid): string {
  const price = tryDecimal(text);
  return price === undefined || isOnTick(price, tableOf(grid)) ? text : stepPrice(text, grid, -1);
}

/** The tick at a typed price; the finest one where that is no number. */
export function tickTextAt(text: string | undefined, grid: PriceGrid = anyGrid): string {
  const price = text === undefined ? undefined : tryDecimal(typedDecimal(text));
  return price === undefined ? grid.tickSize : formatDecimal(tickAt(price, tableOf(grid)));
}

/** The tick that the price is off; undefined where it is on it. */
export function missedTick(price: Decimal, grid: PriceGrid): string | undefined {
  const table = tableOf(grid);
  return isOnTick(price, table) ? undefined : formatDecimal(tickAt(price, table));
}

function tableOf({ tickSize, tickBands = [] }: PriceGrid): TickTable {
  const bands = tickBands.map(({ from, tick }) => ({ from: decimal(from), tick: decimal(tick) }));
  return { tickSize: decimal(tickSize), tickBands: bands };
}
