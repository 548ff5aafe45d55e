/** Makes the guard of each configured venue. */
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Venue } from '../ports.ts';
import type { LiveConfiguration } from '../settings/liveConfiguration.ts';
import { GuardedVenue, type GuardDependencies } from './guardedVenue.ts';

/** The guards by venue. */
export function guardsOf(
  { venues, ...ports }: GuardDependencies & { readonly venues: readonly Venue[] },
  live: LiveConfiguration,
): ReadonlyMap<VenueId, GuardedVenue> {
  const { clock, scheduler, ids, random, store, logger } = ports;
  const tools = { clock, scheduler, ids, random, store, logger };
  return new Map(
    venues.map((venue) => [venue.id, new GuardedVenue(venue, live.venueSettings(venue.id), tools)]),
  );
}
