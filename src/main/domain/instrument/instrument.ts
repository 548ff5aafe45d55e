/** What the desk trades: an instrument with its venue, its currency, and its grid of prices and quantities. */
import {
  fromUnits,
  floorDivide,
  formatDecimal,
  isMultipleOf,
  one,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import { parseVenueId, type Ticker, type VenueId } from '../../../shared/kernel/ids.ts';

/** The price sources that are no venue, in the order in which they are tried. No venue may have their names. */
export const otherSources = ['file', 'fixed'] as const;
export type PriceSource = VenueId | (typeof otherSources)[number];

/** Reads the name of a source of prices, as decisions of risk keep it. */
export function parsePriceSource(text: string): PriceSource | undefined {
  return otherSources.find((one) => one === text) ?? parseVenueId(text);
}

/** From this price on, in the quote currency, every price is a whole multiple of this tick. */
export interface TickBand {
  readonly from: Decimal;
  readonly tick: Decimal;
}

/** An instrument of a venue. Prices are in the quote currency, quantities in units. */
export interface Instrument {
  readonly symbol: Ticker;
  /** Where the instrument's orders go unless a signal or a route says otherwise, and where its prices come from. */
  readonly venue: VenueId;
  /** Further venues that trade it. */
  readonly alsoAt?: readonly VenueId[];
  readonly currency: string;
  /** What one unit is worth at a price of 1, in the quote currency; absent for 1. */
  readonly multiplier?: Decimal;
  /** Every price is a whole multiple of the tick size; with bands, of the band's tick too. */
  readonly tickSize: Decimal;
  /** Bands of prices with a coarser tick, the lowest first; below the first one the tick size holds. */
  readonly tickBands?: readonly TickBand[];
  /** Every quantity is a whole multiple of the lot size. */
  readonly lotSize: Decimal;
  readonly quantityMin: Decimal;
  readonly quantityMax: Decimal;
  /** The lowest price that is taken, in the quote currency; absent: every price above zero. */
  readonly priceMin?: Decimal;
  /** The price of the source `fixed`. */
  readonly referencePrice?: Decimal;
  /** The sources of the price by which orders are judged, the preferred one first; absent: see sourcesOf. */
  readonly priceSources?: readonly PriceSource[];
}

/**
 * The rule for prices of an instrument. Without a `priceMin`, and for an unknown instrument, a price must be above
 * zero.
 */
export type PriceFloor = Pick<Instrument, 'priceMin'>;

/** Every venue that trades it, its own first. */
export function venuesOf({ venue, alsoAt = [] }: Pick<Instrument, 'venue' | 'alsoAt'>): readonly VenueId[] {
  return [venue, ...alsoAt];
}

/** Which prices there are: multiples of the tick size, and of the band's tick. */
export type TickTable = Pick<Instrument, 'tickSize' | 'tickBands'>;

/** The tick of a price: that of its band. A band holds from its first price on. */
export function tickAt(price: Decimal, { tickSize, tickBands = [] }: TickTable): Decimal {
  return tickBands.findLast(({ from }) => price >= from)?.tick ?? tickSize;
}

export function isOnTick(price: Decimal, table: TickTable): boolean {
  return isMultipleOf(price, tickAt(price, table));
}

/** The next price up or down, whether or not the given one is on its tick. A step up ends where a band begins. */
export function nextPrice(price: Decimal, table: TickTable, direction: 'up' | 'down'): Decimal {
  const { tickSize, tickBands = [] } = table;
  if (direction === 'up') {
    const tick = tickAt(price, table);
    const next = (floorDivide(price, tick) + 1n) * tick;
    const edge = tickBands.find(({ from }) => from > price)?.from;
    return fromUnits(edge !== undefined && edge < next ? edge : next);
  }
  const tick = tickBands.findLast(({ from }) => price > from)?.tick ?? tickSize;
  return fromUnits((-floorDivide(-BigInt(price), tick) - 1n) * tick);
}

/** The multiplier of an instrument; 1 also for a symbol that is not configured any more. */
export function multiplierOf(instrument: Pick<Instrument, 'multiplier'> | undefined): Decimal {
  return instrument?.multiplier ?? one;
}

export function isPriceTaken(price: Decimal, { priceMin }: PriceFloor): boolean {
  return priceMin === undefined ? price > zero : price >= priceMin;
}

/** For a refusal: the prices that would have passed. */
export function pricesTaken({ priceMin }: PriceFloor): string {
  return priceMin === undefined ? 'more than 0' : `at least ${formatDecimal(priceMin)}`;
}
