// An instrument's grid: inside the venue prices are whole ticks and quantities whole lots, so matching is exact.
import { formatDecimal, type Decimal } from '../../../../shared/kernel/decimal.ts';

/** Ticks and lots beyond this are refused: every sum of them stays an exact integer. */
export const gridUnitsMax = 1_000_000_000_000;

export interface Grid {
  readonly tickSize: Decimal;
  readonly lotSize: Decimal;
  /** Whole ticks of a price; undefined when it is off the grid or beyond `gridUnitsMax`. */
  readonly ticksOf: (price: Decimal) => number | undefined;
  /** Whole lots of a quantity; undefined when it is off the grid or beyond `gridUnitsMax`. */
  readonly lotsOf: (quantity: Decimal) => number | undefined;
  /** The tick nearest to a price, halves up, at least 1. */
  readonly nearestTicks: (price: Decimal) => number;
  /** The price as plain decimal text. */
  readonly priceText: (ticks: number) => string;
  /** The quantity as plain decimal text. */
  readonly quantityText: (lots: number) => string;
}

/** A grid of the given steps; both must be positive. */
export function createGrid(tickSize: Decimal, lotSize: Decimal): Grid {
  if (tickSize <= 0n || lotSize <= 0n) throw new RangeError('tick and lot must be positive');
  return {
    tickSize,
    lotSize,
    ticksOf: (price) => wholeUnits(price, tickSize),
    lotsOf: (quantity) => wholeUnits(quantity, lotSize),
    nearestTicks: (price) => Math.max(1, Number((2n * price + tickSize) / (2n * tickSize))),
    priceText: (ticks) => formatDecimal((BigInt(ticks) * tickSize) as Decimal),
    quantityText: (lots) => formatDecimal((BigInt(lots) * lotSize) as Decimal),
  };
}

function wholeUnits(value: Decimal, step: Decimal): number | undefined {
  if (value % step !== 0n) return undefined;
  const units = Number(value / step);
  return Math.abs(units) <= gridUnitsMax ? units : undefined;
}
