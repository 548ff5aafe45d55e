/** The file `signals.db`: the signals read model. It can always be made again from the events. */
import type Database from 'better-sqlite3';
import { join } from 'node:path';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import { openDerivedDatabase, type OnRemade } from '../derived/derivedDatabase.ts';
import { openDatabaseFileReadOnly } from '../files/databaseFile.ts';
import { signalSortIndexes } from './signalViewSql.ts';
import { applicationIdOf, type DatabaseFormat } from '../files/databaseFormat.ts';

export const signalViewDatabaseName = 'signals.db';

/**
 * `signals` has only what is filtered and sorted by, so that looking through all of it stays cheap; a signal's id is the position
 * of its first event. `signal_rows` has the whole rows as JSON under the same ids, each with its checksum. The
 * checkpoint has the sum of the checksums, and one over itself.
 */
const schema = `
  CREATE TABLE signals (
    id INTEGER PRIMARY KEY,
    signal_id TEXT NOT NULL UNIQUE,
    order_id TEXT,
    position INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    source TEXT,
    strategy TEXT,
    account TEXT,
    symbol TEXT,
    acknowledged_after INTEGER,
    place TEXT NOT NULL,
    side TEXT,
    quantity_key BLOB,
    order_type TEXT,
    price_key BLOB,
    fate TEXT NOT NULL,
    codes TEXT NOT NULL,
    searched TEXT NOT NULL
  );
  CREATE INDEX signals_by_position ON signals (position);
  CREATE INDEX signals_by_order ON signals (order_id) WHERE order_id IS NOT NULL;
  CREATE TABLE signal_rows (id INTEGER PRIMARY KEY, row TEXT NOT NULL, checksum TEXT NOT NULL);
  CREATE TABLE checkpoint (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    rows_sum TEXT NOT NULL,
    checksum TEXT NOT NULL
  );
`;

const format: DatabaseFormat = {
  applicationId: applicationIdOf('BWsv'),
  formatVersion: 2,
  schema,
  laterObjects: signalSortIndexes,
  synchronous: 'NORMAL',
};

/** Opens the file and hands it to `use`; see openDerivedDatabase. */
export function openSignalViewDatabase<T>(
  folder: string,
  use: (database: Database.Database) => Result<T, Fault>,
  onRemade?: OnRemade,
): Result<T, Fault> {
  return openDerivedDatabase(join(folder, signalViewDatabaseName), format, use, onRemade);
}

export function openSignalViewDatabaseReadOnly(folder: string): Result<Database.Database, Fault> {
  return openDatabaseFileReadOnly(join(folder, signalViewDatabaseName), format);
}
