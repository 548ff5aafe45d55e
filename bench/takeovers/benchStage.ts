/** What takeovers are played on: PostgreSQL, a venue with a record of its own, and two engines, each in its house. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatDecimal } from '../../src/shared/kernel/decimal.ts';
import { parseVenueId, trusted } from '../../src/shared/kernel/ids.ts';
import { resourcesFolder } from '../../src/main/hosts/headless/desk/resourcesFolder.ts';
import { simCommandLine } from '../../src/main/hosts/venues/simCommandLine.ts';
import { nodeScheduler } from '../../src/main/infra/clock/nodeScheduler.ts';
import { defaultDeskConfiguration } from '../../src/main/infra/configuration/deskConfiguration.ts';
import type { PostgresSettings } from '../../src/main/infra/postgres/recordAddress.ts';
import { PostgresServer } from '../../src/main/infra/testing/postgresServer.ts';
import { launchSim, type LaunchedSim } from '../../src/main/infra/venues/sim/client/simLauncher.ts';
import { SimVenue } from '../../src/main/infra/venues/sim/client/simVenue.ts';
import { BenchHouse } from './benchHouse.ts';

/** Milliseconds within which a process must have begun, on whatever machine. */
export const startMsMax = 120_000;

const sim = trusted(parseVenueId, 'sim');

export class BenchStage {
  readonly postgres: PostgresServer;
  readonly settings: PostgresSettings;
  readonly venueFile: string;
  /** The house of the engine that holds the record, and that of the one which waits. */
  active: BenchHouse;
  standby: BenchHouse;
  private readonly venue: LaunchedSim;
  /** The bench's own connection to the venue, which hears its prices and sends no orders. */
  private readonly observer: SimVenue;
  private last = 0;

  private constructor(
    postgres: PostgresServer,
    settings: PostgresSettings,
    venueFile: string,
    venue: LaunchedSim,
    houses: readonly [BenchHouse, BenchHouse],
  ) {
    this.postgres = postgres;
    this.settings = settings;
    this.venueFile = venueFile;
    this.venue = venue;
    [this.active, this.standby] = houses;
    this.observer = new SimVenue({ id: sim, address: () => venue.address, scheduler: nodeScheduler() });
  }

  /** Resolves when the first engine takes orders and the second one waits. */
  static async open(folder: string): Promise<BenchStage> {
    const postgres = await PostgresServer.start();
    const settings = postgres.database('takeovers');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const venueFile = join(folder, 'venue.db');
    const venue = await launchVenue(venueFile);
    if (!('port' in venue.address)) throw new Error('the venue does not listen on a port');
    const { port, token } = venue.address;
    const tokenFile = join(folder, 'venue.token');
    writeFileSync(tokenFile, token, { mode: 0o600 });
    const houseOf = (name: string): Promise<BenchHouse> =>
      BenchHouse.open(join(folder, name), settings, { port, tokenFile });
    const houses = [await houseOf('one'), await houseOf('two')] as const;
    const stage = new BenchStage(postgres, settings, venueFile, venue, houses);
    await stage.begin();
    return stage;
  }

  get price(): number {
    return this.last;
  }

  /** The engine that waited holds the record now. */
  swap(): void {
    [this.active, this.standby] = [this.standby, this.active];
  }

  /** How many orders rest at the venue. */
  async restingAtVenue(): Promise<number> {
    return (await this.observer.control.send({ type: 'status' })).openOrders;
  }

  /** Ends everything. With `keep` the folder of PostgreSQL stays. */
  async close(keep: boolean): Promise<void> {
    for (const house of [this.active, this.standby]) house.close();
    await this.observer.close();
    await this.venue.stop();
    await (keep ? this.postgres.crash() : this.postgres.stop());
  }

  private async begin(): Promise<void> {
    const silent = (): void => undefined;
    const connected = await this.observer.connect(
      {
        onConnected: silent,
        onDisconnected: silent,
        onReport: silent,
        onThrottled: silent,
        onTick: ({ last }) => (this.last = Number(formatDecimal(last))),
      },
      startMsMax,
    );
    if (!connected.ok) throw new Error(connected.error.message);
    await this.active.start().saying('ready', startMsMax);
    this.standby.takeKeyOf(this.active);
    await this.standby.start('--standby').saying('standby', startMsMax);
  }
}

async function launchVenue(record: string): Promise<LaunchedSim> {
  const args = simCommandLine(defaultDeskConfiguration(), sim, 'paced', resourcesFolder);
  const venue = await launchSim({ record, listen: 'port', args: [...args, '--keep-requests'] });
  if (!venue.ok) throw new Error(venue.error.message);
  return venue.value;
}
