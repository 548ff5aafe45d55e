/** The file `events.db`: the record of everything that happened, readable with any SQLite tool. */
import type Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, type Result } from '../../../../shared/kernel/result.ts';
import { openDatabaseFile, openDatabaseFileReadOnly } from './databaseFile.ts';
import { applicationIdOf, type DatabaseFormat } from './databaseFormat.ts';

export const eventDatabaseName = 'events.db';
/** What `events.db` held when it went away while it was open (see rescuedEvents.ts). */
export const rescuedDatabaseName = 'events-rescued.db';

/**
 * `events.hash` is explained in engine/events/schema/chainInput.ts.
 *
 * `clock_steps` holds each position whose time is earlier than the time of the event before, because the wall clock was
 * set back. Between two of these positions time does not decrease, so that bisection finds a time.
 *
 * `store` has one row, the id that tells this store from others. `checkpoints` has the chain's head as it was signed
 * from time to time (see infra/checkpoints/signedCheckpoint.ts).
 *
 * `write_probe` is empty, except while a store that could not write tries to write again.
 */
const checkpointTables = `
  CREATE TABLE store (id TEXT NOT NULL);
  INSERT INTO store VALUES (lower(hex(randomblob(16))));
  CREATE TABLE checkpoints (
    position INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    time TEXT NOT NULL,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL
  );
`;

const schema = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    event_id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    data TEXT NOT NULL,
    correlation_id TEXT NOT NULL,
    causation_id TEXT,
    actor TEXT NOT NULL,
    time TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (stream, version)
  );
  CREATE TABLE clock_steps (position INTEGER PRIMARY KEY);
  CREATE TABLE write_probe (id INTEGER PRIMARY KEY, filler BLOB NOT NULL);
  ${checkpointTables}
`;

export const eventFormat: DatabaseFormat = {
  applicationId: applicationIdOf('BWev'),
  formatVersion: 2,
  schema,
  upgrades: [checkpointTables],
  synchronous: 'FULL',
};

/** The columns of a row, under the names of EventRow. */
export const eventColumns =
  'position, stream, version, event_id AS eventId, type, schema_version AS schemaVersion, data, ' +
  'correlation_id AS correlationId, causation_id AS causationId, actor, time';

/** Opens `events.db` in a folder. `name` is another file of the same form: a copy. */
export function openEventDatabase(
  folder: string,
  readOnly = false,
  name = eventDatabaseName,
): Result<Database.Database, Fault> {
  const path = join(folder, name);
  if (!readOnly) return openDatabaseFile(path, eventFormat);
  const opened = openDatabaseFileReadOnly(path, eventFormat);
  const isMissing = !opened.ok && opened.error.code === 'store_missing' && name === eventDatabaseName;
  return isMissing && existsSync(join(folder, rescuedDatabaseName))
    ? err(rescuedFault(opened.error))
    : opened;
}

function rescuedFault(missing: Fault): Fault {
  const message = `There is no ${eventDatabaseName} here: what it held is in ${rescuedDatabaseName}, and the next start of the engine takes it up`;
  return { ...missing, message };
}
