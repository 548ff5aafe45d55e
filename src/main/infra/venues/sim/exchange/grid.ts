/**
 * An instrument's grid. Inside the venue prices are whole ticks and quantities whole lots, so that matching is exact.
 */
import type { PriceFloor } from '../../../../domain/instrument/instrument.ts';
import { formatDecimal, negate, type Decimal } from '../../../../../shared/kernel/decimal.ts';

/** The most ticks or lots that are accepted. Below this, every sum of them stays an exact integer. */
export const gridUnitsMax = 1_000_000_000_000;

export interface Grid {
  readonly tickSize: Decimal;
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
  /** The quantity as plain decimal text. */
  readonly quantityText: (lots: number) => string;
}

/** A grid of the given steps; both must be positive. */
export function createGrid(tickSize: Decimal, lotSize: Decimal, floor: PriceFloor = {}): Grid {
  if (tickSize <= 0n || lotSize <= 0n) throw new RangeError('tick and lot must be positive');
  return {
    tickSize,
    lotSize,
    floor,
    ticksMin: floor.priceMin === undefined ? 1 : Number(-floorDivide(negate(floor.priceMin), tickSize)),
    ticksOf: (price) => wholeUnits(price, tickSize),
    lotsOf: (quantity) => wholeUnits(quantity, lotSize),
    nearestTicks: (price) => {
      const nearest = Number(floorDivide(2n * price + tickSize, 2n * tickSize));
      return price > 0n ? Math.max(1, nearest) : nearest;
    },
    priceText: (ticks) => formatDecimal((BigInt(ticks) * tickSize) as Decimal),
    quantityText: (lots) => formatDecimal((BigInt(lots) * lotSize) as Decimal),
  };
}

/** Rounds down, also below zero, where the division of bigints rounds up. */
function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

function wholeUnits(value: Decimal, step: Decimal): number | undefined {
  if (value % step !== 0n) return undefined;
  const units = Number(value / step);
  return Math.abs(units) <= gridUnitsMax ? units : undefined;
}
