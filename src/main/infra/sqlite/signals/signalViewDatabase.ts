/** The file `signals.db`: the signals read model. It can always be made again from the events. */
import type { DerivedFile } from '../derived/derivedDatabase.ts';
import { signalSortIndexes } from './signalViewSql.ts';
import { applicationIdOf } from '../files/databaseFormat.ts';

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

export const signalViewFile: DerivedFile = {
  name: signalViewDatabaseName,
  format: {
    applicationId: applicationIdOf('BWsv'),
    formatVersion: 2,
    schema,
    laterObjects: signalSortIndexes,
    synchronous: 'NORMAL',
  },
};
