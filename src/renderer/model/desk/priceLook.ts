/** A price with its source and age, and whether it may be old. */
import { isOtherSource, originWords } from '../../../main/domain/instrument/referencePrice.ts';
import type { VenueView } from '../../../shared/contract/resilience.ts';
import type { MarketView } from '../../../shared/contract/status.ts';

/** Prices without their age, which changes with each status. */
export type MarketPrices = Omit<MarketView, 'ageMs'>;

/**
 * Whether the shown price may be old: it is older than the limits of risk allow, or its venue sends nothing any more. A
 * price that does not change is not old while its venue answers.
 */
export function isPriceOld(
  { source, stale }: MarketView,
  venues: readonly Pick<VenueView, 'venue' | 'connected' | 'silentSince'>[],
): boolean {
  if (isOtherSource(source)) return stale === true;
  const venue = venues.find((one) => one.venue === source);
  return stale === true || venue === undefined || !venue.connected || venue.silentSince !== undefined;
}

/** `sim, 0.2 s old`; `sinceMs` is the time since the status was made. */
export function priceWords({ source, ageMs }: MarketView, sinceMs = 0): string {
  return originWords({ source, ageMs: ageMs === undefined ? undefined : ageMs + sinceMs });
}
