/** The contract of event stores on a real PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { eventStoreContract } from '../../engine/events/testing/eventStoreContract.ts';
import type { EventStoreFixture } from '../../engine/events/testing/eventStoreFixture.ts';
import { manualTime } from '../../engine/events/testing/manualTime.ts';
import { hasPostgres, PostgresServer } from '../testing/postgresServer.ts';
import { openPostgresEventStore } from './postgresEventStore.ts';
import type { PostgresSettings } from './recordAddress.ts';

/** PostgreSQL itself says that its disk is full. */
const fill = `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
  CREATE TRIGGER full_disk BEFORE INSERT ON breakwater.events EXECUTE FUNCTION full_disk();
  CREATE TRIGGER full_disk BEFORE INSERT ON breakwater.write_probe EXECUTE FUNCTION full_disk();`;

describe.skipIf(!hasPostgres)('with PostgreSQL', () => {
  let server: PostgresServer;
  let settings: PostgresSettings;
  beforeAll(async () => {
    server = await PostgresServer.start();
    settings = server.database('contract');
  });
  afterAll(() => server.stop());

  function onPostgres(): EventStoreFixture {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-store-'));
    const time = manualTime();
    return {
      time,
      async open(options = {}) {
        const opened = await openPostgresEventStore({ folder, ...time, ...options }, settings);
        if (!opened.ok) throw new Error(opened.error.message);
        return opened.value;
      },
      breakWrites() {
        server.sql(fill, settings.database);
        return 'disk_full';
      },
      healWrites: () => void server.sql('DROP FUNCTION full_disk CASCADE', settings.database),
      dispose() {
        rmSync(folder, { recursive: true });
        server.sql('DROP SCHEMA breakwater CASCADE; DROP FUNCTION IF EXISTS full_disk', settings.database);
      },
    };
  }

  eventStoreContract('PostgreSQL', onPostgres);
});
