/** The started venues as the bridge sees them: what each can do, and what an operator may do with it. */
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { ServedFix, ServedVenue } from '../../ipc/ports/servedRuntime.ts';
import type { KeyStore } from '../../infra/venues/fix/transport/credentials.ts';
import type { SimVenue } from '../../infra/venues/sim/client/simVenue.ts';
import { fixVenueControl } from './fixSessions.ts';
import { simSwitches, type SimSwitches } from './simSwitches.ts';
import type { StartedVenue } from './startVenues.ts';

interface ServedVenues {
  readonly venues: readonly ServedVenue[];
  readonly sims: ReadonlyMap<VenueId, SimSwitches>;
  readonly fixes: ReadonlyMap<VenueId, ServedFix>;
}

export function servedVenues(
  started: readonly StartedVenue[],
  engine: Pick<Engine, 'record'>,
  keyStore: KeyStore | undefined,
): ServedVenues {
  const record: Engine['record'] = (event, actor) => engine.record(event, actor);
  return {
    venues: started.map((one) => {
      const { kind, venue } = one;
      const fault = (): string | undefined => (kind === 'sim' ? one.host.fault() : venue.fault);
      return { venue: venue.id, kind, fault, ...venue.capabilities };
    }),
    sims: new Map(
      simVenuesOf(started).map((venue) => [venue.id, simSwitches(venue.id, venue.control, record)]),
    ),
    fixes: new Map(
      started.flatMap((one) =>
        one.kind === 'sim' ? [] : [[one.venue.id, fixVenueControl(one, keyStore, record)] as const],
      ),
    ),
  };
}

export function simVenuesOf(venues: readonly StartedVenue[]): readonly SimVenue[] {
  return venues.flatMap((started) => (started.kind === 'sim' ? [started.venue] : []));
}
