/** Makes an adapter for each configured venue; a simulated venue that does not run yet gets its process first. */
import type { FixOver } from './fixAlert.ts';
import { join } from 'node:path';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { quotedAt } from '../../domain/instrument/referencePrice.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { Clock, Logger, Scheduler } from '../../engine/ports.ts';
import type { DeskConfiguration, FixSettings } from '../../infra/configuration/deskConfiguration.ts';
import { FixVenue } from '../../infra/venues/fix/fixVenue.ts';
import type { FixNotice } from '../../infra/venues/fix/fixVenueOptions.ts';
import type { DropCopySession } from '../../infra/venues/fix/dropCopy/dropCopySession.ts';
import { readCredentials, type KeyStore } from '../../infra/venues/fix/transport/credentials.ts';
import { fixConnection } from '../../infra/venues/fix/transport/fixConnection.ts';
import type { MaySend } from '../../infra/venues/fencedWriter.ts';
import { SimVenue } from '../../infra/venues/sim/client/simVenue.ts';
import { openSessionStore } from './openSessionStore.ts';
import { fileNameOf, sessionRecordFile } from './sessionRecordFile.ts';
import { whyBehind } from './sessionMarks.ts';
import { runningSim } from './runningSim.ts';
import { simCommandLine, type MarketMode } from './simCommandLine.ts';
import type { SimHost, StartSim } from './simHost.ts';
import { startDropCopy } from './startDropCopy.ts';

export interface StartVenuesOptions {
  readonly folder: string;
  readonly events: Pick<EventStore, 'read' | 'lease'>;
  readonly configuration: DeskConfiguration;
  readonly resources: string;
  readonly startSim: StartSim;
  readonly market: MarketMode;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Asked before each message to a venue; absent where no other engine can take over. */
  readonly maySend?: MaySend;
  /** Absent where there is no window. */
  readonly keyStore?: KeyStore | undefined;
  /** Called when a FIX venue reports something that the engine has no event for, or when its session needs a person. */
  readonly onNotice: (venue: VenueId, notice: FixNotice) => void;
  readonly onOver: (...over: FixOver) => void;
}

export type StartedVenue =
  | { readonly kind: 'sim'; readonly venue: SimVenue; readonly host: SimHost }
  | {
      readonly kind: 'fix';
      readonly venue: FixVenue;
      readonly passwordKey: string | undefined;
      readonly dropCopy: DropCopySession | undefined;
    };

/** Milliseconds to wait for the first price of a market. After that the market counts as one without a price. */
const firstPriceMsMax = 2_000;
const priceLookMs = 5;

/** Starts all venues, or none of them when one fails. */
export async function startVenues(
  options: StartVenuesOptions,
): Promise<Result<readonly StartedVenue[], Fault>> {
  const started: StartedVenue[] = [];
  for (const { venue } of options.configuration.engine.venues) {
    const fix = options.configuration.fixes.get(venue);
    const one = fix === undefined ? await startSim(options, venue) : await startFix(options, venue, fix);
    if (!one.ok) {
      await closeVenues(started);
      return one;
    }
    started.push(one.value);
  }
  return ok(started);
}

export async function closeVenues(venues: readonly StartedVenue[]): Promise<void> {
  await Promise.all(venues.map(({ venue }) => venue.close()));
  const copies = venues.flatMap((started) => (started.kind === 'fix' ? (started.dropCopy ?? []) : []));
  await Promise.all(copies.map((copy) => copy.close()));
  await Promise.all(venues.flatMap((started) => (started.kind === 'sim' ? [started.host.close()] : [])));
}

async function startSim(options: StartVenuesOptions, venue: VenueId): Promise<Result<StartedVenue, Fault>> {
  const { configuration, folder, market, resources, startSim: start } = options;
  const at = configuration.sims.get(venue)?.at;
  const args = simCommandLine(configuration, venue, market, resources);
  const host =
    at === undefined
      ? await start({ venue, record: venueRecordFile(folder, venue), args })
      : ok(runningSim(at));
  if (!host.ok) return host;
  const address = (): ReturnType<SimHost['address']> => host.value.address();
  return ok({
    kind: 'sim',
    host: host.value,
    venue: new SimVenue({ ...options, id: venue, address }),
  });
}

/** Faults: those of readCredentials, openSessionStore and startDropCopy. */
async function startFix(
  options: StartVenuesOptions,
  venue: VenueId,
  settings: FixSettings,
): Promise<Result<StartedVenue, Fault>> {
  const { folder, events, configuration, keyStore, maySend, onNotice, onOver } = options;
  const { address, session, credentials } = settings;
  const { passwordKey } = credentials;
  // A missing password that the window can provide keeps no venue from starting: the session's state shows what is
  // missing.
  const readable =
    passwordKey === undefined || keyStore === undefined
      ? readCredentials(credentials)
      : ok(await keyStore.load(passwordKey));
  if (!readable.ok) {
    const { code, message } = readable.error;
    return err({ code, message: `venue ${venue} does not start: ${message}` });
  }
  const dropCopy = await startDropCopy(options, venue, settings);
  if (!dropCopy.ok) return dropCopy;
  const path = sessionRecordFile(folder, venue, 'orders');
  const store = await openSessionStore(options, `venue ${venue}`, path, settings);
  if (!store.ok) {
    await dropCopy.value?.close();
    return store;
  }
  const heldWhy = await whyBehind(events, venue, session, store.value.numbers());
  const made = new FixVenue({
    ...options,
    ...settings,
    id: venue,
    quoted: quotedAt(configuration.engine.instruments, venue),
    store: store.value,
    openWire: fixConnection(address, maySend),
    credentials: () => readCredentials(credentials, keyStore),
    onNotice: (notice) => onNotice(venue, notice),
    onOver: (kind, how) => onOver(venue, kind, how),
    ...(heldWhy !== undefined && { heldWhy }),
  });
  return ok({ kind: 'fix', venue: made, passwordKey, dropCopy: dropCopy.value });
}

/** The file of the simulated venue's own record, which is independent of the engine's. */
export function venueRecordFile(folder: string, venue: VenueId): string {
  return join(folder, `venue-${fileNameOf(venue)}.db`);
}

/**
 * Resolves when every connected simulated venue has sent a price of each symbol that it quotes. Without a price the
 * rules of risk refuse every order. The prices of FIX venues are not waited for.
 */
export function pricesKnown(
  engine: Engine,
  scheduler: Scheduler,
  venues: readonly StartedVenue[],
): Promise<void> {
  const { configuration, markets, guards } = engine;
  const simulated = venues.flatMap(({ kind, venue }) => (kind === 'sim' ? [venue.id] : []));
  const isKnown = (venue: VenueId): boolean =>
    guards.get(venue)?.venue.connected !== true ||
    quotedAt(configuration.instruments, venue).every(
      ({ symbol }) => markets.tick(symbol, venue) !== undefined,
    );
  return new Promise((resolve) => {
    const finish = (): void => {
      looks.cancel();
      timer.cancel();
      resolve();
    };
    const look = (): void => {
      if (simulated.every(isKnown)) finish();
    };
    const looks = scheduler.every(priceLookMs, look);
    const timer = scheduler.after(firstPriceMsMax, finish);
    look();
  });
}
