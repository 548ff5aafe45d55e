import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { EnginePorts } from '../enginePorts.ts';
import type { LiveConfiguration } from '../settings/liveConfiguration.ts';
import { GuardedVenue } from './guardedVenue.ts';

/** Each venue behind its guard. */
export function guardsOf(ports: EnginePorts, live: LiveConfiguration): ReadonlyMap<VenueId, GuardedVenue> {
  const { clock, scheduler, ids, random, store, logger } = ports;
  const tools = { clock, scheduler, ids, random, store, logger };
  return new Map(
    ports.venues.map((venue) => [venue.id, new GuardedVenue(venue, live.venueSettings(venue.id), tools)]),
  );
}
