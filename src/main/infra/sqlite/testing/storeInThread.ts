/** Event stores whose log is in the thread of the test: what it says of the disk comes at once. */
import type Database from 'better-sqlite3';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, type Result } from '../../../../shared/kernel/result.ts';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import { eventUpcasters } from '../../../engine/events/schema/eventUpcasters.ts';
import { EventReader } from '../events/eventReader.ts';
import { databaseSizes } from '../files/databaseFile.ts';
import { eventDatabaseName, openEventDatabase } from '../files/eventDatabase.ts';
import { claimFolder, storeOnLog, type SqliteEventStoreOptions } from '../events/sqliteEventStore.ts';
import { findingsOf } from '../log/storeFindings.ts';
import { WritableEventStore, type WritableEventStoreParts } from '../events/writableEventStore.ts';
import { DatabaseLog, openDatabaseLog } from '../log/databaseLog.ts';

/** Like openSqliteEventStore, in this thread. */
export function openStoreInThread(options: SqliteEventStoreOptions): Result<EventStore, Fault> {
  const lock = claimFolder(options);
  if (!lock.ok) return lock;
  const log = openDatabaseLog(options, options.logger);
  const store = log.ok ? storeOnLog(options, lock.value, log.value) : log;
  if (store.ok) return store;
  if (log.ok) void log.value.log.close();
  lock.value.release();
  return err(store.error);
}

type Parts = Pick<WritableEventStoreParts, 'clock' | 'scheduler'> & Partial<WritableEventStoreParts>;

/** A store, and a hand on the connection that writes, so that a test can let its writes fail. */
export function storeOnConnection(
  folder: string,
  parts: Parts,
): { readonly store: EventStore; readonly connection: Database.Database } {
  const connection = opened(openEventDatabase(folder));
  const findings = findingsOf(connection, folder);
  const log = new DatabaseLog(connection, parts.logger);
  const database = opened(openEventDatabase(folder, true));
  const { upcasters = eventUpcasters } = parts;
  const store = new WritableEventStore({
    reader: new EventReader(database, upcasters, parts.scheduler),
    sizes: () => databaseSizes(database),
    closeReader: () => void database.close(),
    log,
    opened: { head: log.head, findings, sqliteVersion: '3.0.0' },
    logger: undefined,
    release: () => undefined,
    ...parts,
    upcasters,
  });
  return { store, connection };
}

function opened(database: Result<Database.Database, Fault>): Database.Database {
  if (!database.ok) throw new Error(`${eventDatabaseName}: ${database.error.message}`);
  return database.value;
}
