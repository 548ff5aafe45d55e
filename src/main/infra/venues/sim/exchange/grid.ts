/**
 * An instrument's grid. Inside the venue prices are whole ticks and quantities whole lots, so that matching is exact. A
 * tick is one step from a price to the next one that there is, whatever its size: where bands make the steps coarser,
 * fewer ticks lie between two prices. So the house's quotes and the market's own prices are on the bands, too.
 */
import {
  isOnTick,
  type PriceFloor,
  type TickBand,
  type TickTable,
} from '../../../../domain/instrument/instrument.ts';
import { fromUnits, floorDivide, formatDecimal, type Decimal } from '../../../../../shared/kernel/decimal.ts';

/** The most ticks or lots that are accepted. Below this, every sum of them stays an exact integer. */
export const gridUnitsMax = 1_000_000_000_000;

export interface Grid extends TickTable {
  readonly lotSize: Decimal;
  /** Which prices an order may have. */
  readonly floor: PriceFloor;
  /** The lowest tick that an order may have. */
  readonly ticksMin: number;
  /** Whole ticks of a price; undefined when it is off the grid or beyond `gridUnitsMax`. */
  readonly ticksOf: (price: Decimal) => number | undefined;
  /** Whole lots of a quantity; undefined when it is off the grid or beyond `gridUnitsMax`. */
  readonly lotsOf: (quantity: Decimal) => number | undefined;
  /** The tick nearest to a price, halves up; a price above zero is never zero. */
  readonly nearestTicks: (price: Decimal) => number;
  /** The price as plain decimal text. */
  readonly priceText: (ticks: number) => string;
  /** The price in steps of the finest tick, for shares of a price. */
  readonly finestOf: (ticks: number) => number;
  /** The tick nearest to a price in steps of the finest tick. */
  readonly nearestToFinest: (steps: number) => number;
  /** The quantity as plain decimal text. */
  readonly quantityText: (lots: number) => string;
}

/** The prices of one band, or those below the first one, counted in ticks from a price on. */
interface Stretch {
  readonly price: bigint;
  readonly ticks: bigint;
  readonly size: bigint;
}

/** A grid of the given steps; all must be positive, and bands as the configuration takes them. */
export function createGrid(
  tickSize: Decimal,
  lotSize: Decimal,
  floor: PriceFloor = {},
  tickBands: readonly TickBand[] = [],
): Grid {
  if (tickSize <= 0n || lotSize <= 0n) throw new RangeError('tick and lot must be positive');
  const table = { tickSize, tickBands };
  const bands = stretchesOf(tickSize, tickBands);
  const [first] = bands;
  const lowest: Stretch = { price: first?.price ?? 0n, ticks: first?.ticks ?? 0n, size: tickSize };
  /** A part of a step counts as `part` of its size; none counts beyond the beginning of the next band. */
  const ticksUpTo = (price: bigint, part: (size: bigint) => bigint): number => {
    const index = bands.findLastIndex((band) => price >= band.price);
    const { price: from, ticks, size } = bands[index] ?? lowest;
    const counted = ticks + floorDivide(price - from + part(size), size);
    const next = bands[index + 1]?.ticks;
    return Number(next !== undefined && counted > next ? next : counted);
  };
  const priceOf = (ticks: number): Decimal => {
    const count = BigInt(ticks);
    const stretch = bands.findLast((band) => count >= band.ticks) ?? lowest;
    return fromUnits(stretch.price + (count - stretch.ticks) * stretch.size);
  };
  const nearestTicks = (price: bigint): number => {
    const nearest = ticksUpTo(price, (size) => size / 2n);
    return price > 0n ? Math.max(1, nearest) : nearest;
  };
  const { priceMin } = floor;
  return {
    ...table,
    lotSize,
    floor,
    ticksMin: priceMin === undefined ? 1 : ticksUpTo(priceMin, (size) => size - 1n),
    ticksOf: (price) => (isOnTick(price, table) ? bounded(ticksUpTo(price, () => 0n)) : undefined),
    lotsOf: (quantity) => (quantity % lotSize === 0n ? bounded(Number(quantity / lotSize)) : undefined),
    nearestTicks,
    priceText: (ticks) => formatDecimal(priceOf(ticks)),
    finestOf: (ticks) => Number(priceOf(ticks) / tickSize),
    nearestToFinest: (steps) => nearestTicks(BigInt(steps) * tickSize),
    quantityText: (lots) => formatDecimal(fromUnits(BigInt(lots) * lotSize)),
  };
}

/** Counts the ticks of where each band begins, from a price of zero up and down. The lowest band comes first. */
function stretchesOf(tickSize: Decimal, bands: readonly TickBand[]): readonly Stretch[] {
  const steps = bands.map(({ from }, index) => {
    const before = bands[index - 1];
    return before === undefined ? 0n : -floorDivide(before.from - from, before.tick);
  });
  const atZero = bands.findLastIndex(({ from }) => from <= 0n);
  const { from, tick } = bands[Math.max(0, atZero)] ?? { from: 0n, tick: tickSize };
  const fixed = from / (atZero < 0 ? tickSize : tick);
  const sumTo = (index: number): bigint => steps.slice(0, index + 1).reduce((sum, step) => sum + step, 0n);
  const shift = fixed - sumTo(Math.max(0, atZero));
  return bands.map((band, index) => ({
    price: band.from,
    ticks: shift + sumTo(index),
    size: band.tick,
  }));
}

function bounded(units: number): number | undefined {
  return Math.abs(units) <= gridUnitsMax ? units : undefined;
}
