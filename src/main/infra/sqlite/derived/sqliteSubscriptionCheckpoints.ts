/**
 * Checkpoints of durable subscribers in `subscriptions.db`. Without the file every subscriber begins with the first
 * event.
 */
import type Database from 'better-sqlite3';
import { join } from 'node:path';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import type { SubscriptionCheckpoints } from '../../../engine/events/subscriptions/subscriptionCheckpoints.ts';
import type { SeenHead } from '../../../engine/events/seenHead.ts';
import { openDatabaseFileReadOnly } from '../files/databaseFile.ts';
import { applicationIdOf, type DatabaseFormat } from '../files/databaseFormat.ts';
import { openDerivedFile, type OnRemade } from './derivedDatabase.ts';
import { checksumOf } from './rowChecksum.ts';
import { sqliteFault } from '../files/sqliteFault.ts';

export const subscriptionDatabaseName = 'subscriptions.db';

const format: DatabaseFormat = {
  applicationId: applicationIdOf('BWsu'),
  formatVersion: 3,
  schema: 'CREATE TABLE checkpoints (name TEXT PRIMARY KEY, position INTEGER NOT NULL, checksum TEXT)',
  // A checkpoint that an upgrade has written has no checksum, and is believed.
  upgrades: [
    'ALTER TABLE checkpoints ADD COLUMN checksum TEXT',
    "UPDATE checkpoints SET name = 'alerts', checksum = NULL WHERE name = 'alarms'",
  ],
  // A subscriber handles an event at least once, so it may handle the last second again after a power cut.
  synchronous: 'NORMAL',
};

/**
 * Opens the checkpoints in the data folder, and makes the folder when it is missing. Faults: `data_folder_unusable` and
 * those of sqliteFault.
 */
export function openSqliteSubscriptionCheckpoints(
  folder: string,
  onRemade?: OnRemade,
): Result<SubscriptionCheckpoints, Fault> {
  return openDerivedFile({ name: subscriptionDatabaseName, format }, { folder, onRemade }, (database) => {
    try {
      const damage = damageIn(database);
      return damage === undefined ? ok(checkpointsIn(database)) : err(damage);
    } catch (error) {
      return err(sqliteFault(error, subscriptionDatabaseName));
    }
  });
}

/** Position of each subscriber. Only checkpoints that are as they were written count. */
export function subscriptionHeads(folder: string): readonly SeenHead[] {
  const database = openDatabaseFileReadOnly(join(folder, subscriptionDatabaseName), format);
  if (!database.ok) return [];
  try {
    return rowsOf(database.value)
      .filter(({ name, position, checksum }) => checksum === checksumOf([name, position]))
      .map(({ name, position }) => ({ by: `subscriber ${name}`, position }));
  } catch {
    return [];
  } finally {
    database.value.close();
  }
}

function rowsOf(database: Database.Database): readonly Row[] {
  return database.prepare<[], Row>('SELECT name, position, checksum FROM checkpoints').all();
}

interface Row {
  readonly name: string;
  readonly position: number;
  readonly checksum: string | null;
}

function damageIn(database: Database.Database): Fault | undefined {
  const wrong = rowsOf(database).find(
    ({ name, position, checksum }) => checksum !== null && checksum !== checksumOf([name, position]),
  );
  if (wrong === undefined) return undefined;
  const message = `The file is damaged: ${subscriptionDatabaseName} (the checkpoint of ${wrong.name} is not as it was written)`;
  return { code: 'store_damaged', message };
}

function checkpointsIn(database: Database.Database): SubscriptionCheckpoints {
  const find = database.prepare<[string], number>('SELECT position FROM checkpoints WHERE name = ?').pluck();
  const put = database.prepare<[string, number, string]>(
    'INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)',
  );
  const putAll = database.transaction((positions: ReadonlyMap<string, number>) => {
    for (const [name, position] of positions) put.run(name, position, checksumOf([name, position]));
  });
  return {
    load: (name) => guarded(() => find.get(name) ?? 0),
    save: (positions) => guarded(() => putAll(positions)),
    close: () => void database.close(),
  };
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new StoreReadError(sqliteFault(error, subscriptionDatabaseName));
  }
}
