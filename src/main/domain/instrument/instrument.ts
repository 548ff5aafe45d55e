import type { Decimal } from '../../../shared/kernel/decimal.ts';
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
}
