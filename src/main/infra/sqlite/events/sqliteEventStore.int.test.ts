import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract } from '../../../engine/events/testing/eventStoreContract.ts';
import type { EventStoreFixture } from '../../../engine/events/testing/eventStoreFixture.ts';
import { manualTime } from '../../../engine/events/testing/manualTime.ts';
import { storeOnConnection } from '../testing/storeInThread.ts';
import { openSqliteEventStore } from './sqliteEventStore.ts';

function inThisThread(): EventStoreFixture {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-store-'));
  const time = manualTime();
  let database: Database.Database | undefined;
  return {
    time,
    open(options = {}) {
      const { store, connection } = storeOnConnection(folder, { ...time, ...options });
      database = connection;
      return store;
    },
    breakWrites() {
      database?.pragma('query_only = ON');
      return 'store_read_only';
    },
    healWrites: () => void database?.pragma('query_only = OFF'),
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

/** As an engine opens it. Nobody but another program can let the writes of that thread fail. */
function inItsOwnThread(): EventStoreFixture {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-store-'));
  const time = manualTime();
  let other: Database.Database | undefined;
  return {
    time,
    async open(options = {}) {
      const opened = await openSqliteEventStore({ folder, ...time, ...options });
      if (!opened.ok) throw new Error(opened.error.message);
      return opened.value;
    },
    breakWrites() {
      other = new Database(join(folder, 'events.db'));
      other.exec('BEGIN IMMEDIATE');
      return 'store_locked';
    },
    healWrites: () => void other?.close(),
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

eventStoreContract('SQLite', inThisThread);
eventStoreContract('SQLite in a thread of its own', inItsOwnThread);
