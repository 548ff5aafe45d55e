import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { eventStoreContract } from '../../../engine/events/testing/eventStoreContract.ts';
import type { EventStoreFixture } from '../../../engine/events/testing/eventStoreFixture.ts';
import { eventUpcasters } from '../../../engine/events/schema/eventUpcasters.ts';
import { manualTime } from '../../../engine/events/testing/manualTime.ts';
import { openEventDatabase } from './eventDatabase.ts';
import { WritableEventStore } from './writableEventStore.ts';

/** Like openSqliteEventStore, with a hand on the connection, so that a test can let its writes fail. */
function createFixture(): EventStoreFixture {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-store-'));
  const time = manualTime();
  let database: Database.Database | undefined;
  return {
    time,
    open({ upcasters = eventUpcasters, snapshots } = {}) {
      const opened = openEventDatabase(folder);
      if (!opened.ok) throw new Error(opened.error.message);
      database = opened.value;
      const { clock, scheduler } = time;
      const release = () => undefined;
      const logger = undefined;
      return new WritableEventStore({ database, clock, scheduler, upcasters, snapshots, logger, release });
    },
    breakWrites() {
      database?.pragma('query_only = ON');
      return 'store_read_only';
    },
    healWrites: () => void database?.pragma('query_only = OFF'),
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

eventStoreContract('SQLite', createFixture);
