/** Starts the processes of the configured venues and makes an adapter for each. */
import { join } from 'node:path';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { ok, type Result } from '../../../shared/kernel/result.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { Logger, Scheduler } from '../../engine/ports.ts';
import type { DeskConfiguration } from '../../infra/configuration/deskConfiguration.ts';
import { SimVenue } from '../../infra/venues/sim/client/simVenue.ts';
import { simCommandLine, type MarketMode } from './simCommandLine.ts';
import type { SimHost, StartSim } from './simHost.ts';

export interface StartVenuesOptions {
  readonly folder: string;
  readonly configuration: DeskConfiguration;
  readonly resources: string;
  readonly startSim: StartSim;
  readonly market: MarketMode;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

export interface StartedVenue {
  readonly venue: SimVenue;
  readonly host: SimHost;
}

/** Milliseconds to wait for the first price of a market. After that the market counts as one without a price. */
const firstPriceMsMax = 2_000;

/** Starts all venues, or none of them when one fails. */
export async function startVenues(
  options: StartVenuesOptions,
): Promise<Result<readonly StartedVenue[], Fault>> {
  const { configuration, folder, market, resources, scheduler, logger } = options;
  const started: StartedVenue[] = [];
  for (const { venue } of configuration.engine.venues) {
    const args = simCommandLine(configuration, venue, market, resources);
    const host = await options.startSim({ venue, record: venueRecordFile(folder, venue), args });
    if (!host.ok) {
      await Promise.all(started.map((other) => other.host.close()));
      return host;
    }
    const address = (): ReturnType<SimHost['address']> => host.value.address();
    started.push({ host: host.value, venue: new SimVenue({ id: venue, address, scheduler, logger }) });
  }
  return ok(started);
}

/** The file of the simulated venue's own record, which is independent of the engine's. */
export function venueRecordFile(folder: string, venue: VenueId): string {
  return join(folder, `venue-${venue.replace(/[^A-Za-z0-9._-]/g, '_')}.db`);
}

/** Resolves when every symbol of a connected venue has a price. Without a price the risk rules refuse every order. */
export function pricesKnown(engine: Engine, scheduler: Scheduler): Promise<void> {
  const missing = new Set(
    engine.configuration.instruments
      .filter(({ venue }) => engine.guards.get(venue)?.venue.connected === true)
      .map(({ symbol }) => symbol)
      .filter((symbol) => !engine.markets.has(symbol)),
  );
  if (missing.size === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      unsubscribe();
      timer.cancel();
      resolve();
    };
    const unsubscribe = engine.onTick(({ symbol }) => {
      missing.delete(symbol);
      if (missing.size === 0) finish();
    });
    const timer = scheduler.after(firstPriceMsMax, finish);
  });
}
