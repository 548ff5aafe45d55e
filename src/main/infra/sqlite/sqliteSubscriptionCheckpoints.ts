/** Checkpoints of durable subscribers in `subscriptions.db`. Without the file every subscriber begins with the first event. */
import type Database from 'better-sqlite3';
import { join } from 'node:path';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { StoreReadError } from '../../engine/events/storeReadError.ts';
import type { SubscriptionCheckpoints } from '../../engine/events/subscriptions/subscriptionCheckpoints.ts';
import { createDataFolder } from './databaseFile.ts';
import { applicationIdOf, type DatabaseFormat } from './databaseFormat.ts';
import { openDerivedDatabase } from './derivedDatabase.ts';
import { sqliteFault } from './sqliteFault.ts';

export const subscriptionDatabaseName = 'subscriptions.db';

const format: DatabaseFormat = {
  applicationId: applicationIdOf('BWsu'),
  formatVersion: 1,
  schema: 'CREATE TABLE checkpoints (name TEXT PRIMARY KEY, position INTEGER NOT NULL)',
  // Events come at least once: the last second again after a power cut is no more than that.
  synchronous: 'NORMAL',
};

/** In the data folder, which is made when it is missing. Faults: `data_folder_unusable` and those of sqliteFault. */
export function openSqliteSubscriptionCheckpoints(folder: string): Result<SubscriptionCheckpoints, Fault> {
  const usable = createDataFolder(folder);
  if (!usable.ok) return usable;
  return openDerivedDatabase(join(folder, subscriptionDatabaseName), format, (database) => {
    try {
      return ok(checkpointsIn(database));
    } catch (error) {
      return err(sqliteFault(error, subscriptionDatabaseName));
    }
  });
}

function checkpointsIn(database: Database.Database): SubscriptionCheckpoints {
  const find = database.prepare<[string], number>('SELECT position FROM checkpoints WHERE name = ?').pluck();
  const put = database.prepare<[string, number]>('INSERT OR REPLACE INTO checkpoints VALUES (?, ?)');
  const putAll = database.transaction((positions: ReadonlyMap<string, number>) => {
    for (const [name, position] of positions) put.run(name, position);
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
