/** What is traded: its venue, its grid of prices and quantities, its currency. */
import { formatDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { Ticker, VenueId } from '../../../shared/kernel/ids.ts';

/** What a venue trades, with its grid. Prices in the quote currency, quantities in units. */
export interface Instrument {
  readonly symbol: Ticker;
  readonly venue: VenueId;
  readonly currency: string;
  /** Every price is a whole multiple of it. */
  readonly tickSize: Decimal;
  /** Every quantity is a whole multiple of it. */
  readonly lotSize: Decimal;
  readonly quantityMin: Decimal;
  readonly quantityMax: Decimal;
  /** The lowest price that is taken, in the quote currency; without it, every price above zero. */
  readonly priceMin?: Decimal;
}

/** The instrument's rule for prices, or that of an instrument that is not known: above zero. */
export type PriceFloor = Pick<Instrument, 'priceMin'>;

export function isPriceTaken(price: Decimal, { priceMin }: PriceFloor): boolean {
  return priceMin === undefined ? price > zero : price >= priceMin;
}

/** For a refusal: what would have passed. */
export function pricesTaken({ priceMin }: PriceFloor): string {
  return priceMin === undefined ? 'more than 0' : `at least ${formatDecimal(priceMin)}`;
}
