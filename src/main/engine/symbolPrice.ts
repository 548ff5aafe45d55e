import type { VenueId } from '../../shared/kernel/ids.ts';
import type { EngineConfiguration } from './configuration.ts';

/** A symbol has one price: that of its instrument's venue, whatever others quote. */
export function isPricedBy(venue: VenueId, symbol: string, { instruments }: EngineConfiguration): boolean {
  const instrument = instruments.find((one) => one.symbol === symbol);
  return instrument === undefined || instrument.venue === venue;
}
