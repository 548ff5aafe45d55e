/** Emmett's SQLite store on better-sqlite3, as durable as ours. */
import { getSQLiteEventStore, type SQLiteEventStore } from '@event-driven-io/emmett-sqlite';
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { invariant } from '../../src/shared/kernel/invariant.ts';
import { emmettConnection } from './emmettConnection.ts';

export interface EmmettStore {
  readonly store: SQLiteEventStore;
  /** The events that are on disk. */
  readonly count: () => number;
  readonly close: () => void;
}

export function openEmmettStore(folder: string): EmmettStore {
  const fileName = join(folder, 'emmett.db');
  const database = new Database(fileName);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  // Read back: a store that does not sync its commits is no peer.
  invariant(database.pragma('journal_mode', { simple: true }) === 'wal', 'emmett has a write-ahead log');
  invariant(database.pragma('synchronous', { simple: true }) === 2, 'emmett syncs every commit');
  const connection = emmettConnection(database);
  const store = getSQLiteEventStore({ fileName, connectionOptions: { singleton: true, connection } });
  const count = (): number => {
    const row = database.prepare<[], { events: number }>('SELECT count(*) AS events FROM emt_messages').get();
    return row?.events ?? 0;
  };
  return { store, count, close: () => database.close() };
}
