/** The place of one engine: a data folder, and networks of its own to PostgreSQL and to the venue. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresSettings } from '../../src/main/infra/postgres/recordAddress.ts';
import { CutNetwork } from '../../src/main/infra/testing/cutNetwork.ts';
import { storeOn } from '../../src/main/infra/testing/postgresServer.ts';
import { BenchEngine } from './benchEngine.ts';

export interface VenueAt {
  readonly port: number;
  readonly tokenFile: string;
}

const signingKey = 'checkpoint-key.pem';

export class BenchHouse {
  readonly data: string;
  readonly toPostgres: CutNetwork;
  readonly toVenue: CutNetwork;
  private running: BenchEngine | undefined;

  private constructor(data: string, toPostgres: CutNetwork, toVenue: CutNetwork) {
    this.data = data;
    this.toPostgres = toPostgres;
    this.toVenue = toVenue;
    // An engine goes on when the end of its input comes.
    process.once('exit', () => this.running?.kill('SIGKILL'));
  }

  static async open(data: string, postgres: PostgresSettings, venue: VenueAt): Promise<BenchHouse> {
    const toPostgres = new CutNetwork(postgres.port);
    const toVenue = new CutNetwork(venue.port);
    const [postgresPort, venuePort] = [await toPostgres.open(), await toVenue.open()];
    const at = { host: '127.0.0.1', port: venuePort, tokenFile: venue.tokenFile };
    const configuration = {
      store: storeOn({ ...postgres, port: postgresPort }),
      venues: [{ venue: 'sim', simulator: { at } }],
    };
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(join(data, 'configuration.json'), JSON.stringify(configuration, undefined, 2));
    return new BenchHouse(data, toPostgres, toVenue);
  }

  get engine(): BenchEngine {
    if (this.running === undefined) throw new Error(`no engine was started on ${this.data}`);
    return this.running;
  }

  /** Both engines of a desk sign with one key, which its administrator copies. */
  takeKeyOf(other: BenchHouse): void {
    copyFileSync(join(other.data, signingKey), join(this.data, signingKey));
  }

  start(...options: readonly '--standby'[]): BenchEngine {
    this.running = new BenchEngine(['--data', this.data, '--signals', '-', ...options]);
    return this.running;
  }

  close(): void {
    this.running?.kill('SIGKILL');
    this.toPostgres.close();
    this.toVenue.close();
  }
}
