/** Snapshots in `snapshots.db`, a file of their own. Without the file the next start only takes longer. */
import type Database from 'better-sqlite3';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import type { Snapshot, SnapshotStore } from '../../../engine/events/snapshotStore.ts';
import type { SeenHead } from '../../../engine/events/seenHead.ts';
import { openDatabaseFileReadOnly } from '../files/databaseFile.ts';
import { applicationIdOf, type DatabaseFormat } from '../files/databaseFormat.ts';
import { openDerivedFile, type OnRemade } from './derivedDatabase.ts';
import { sqliteFault } from '../files/sqliteFault.ts';

export const snapshotDatabaseName = 'snapshots.db';

const format: DatabaseFormat = {
  applicationId: applicationIdOf('BWsn'),
  formatVersion: 1,
  schema: `
    CREATE TABLE snapshots (
      key TEXT PRIMARY KEY,
      schema_version INTEGER NOT NULL,
      position INTEGER NOT NULL,
      hash TEXT NOT NULL,
      data TEXT NOT NULL,
      checksum TEXT NOT NULL
    );
  `,
  synchronous: 'NORMAL',
};

interface Row {
  readonly schemaVersion: number;
  readonly position: number;
  readonly hash: string;
  readonly data: string;
  readonly checksum: string;
}

/**
 * Opens the snapshots of a data folder, and makes the folder when it is missing. Faults: `data_folder_unusable` and
 * those of sqliteFault.
 */
export function openSqliteSnapshotStore(folder: string, onRemade?: OnRemade): Result<SnapshotStore, Fault> {
  return openDerivedFile({ name: snapshotDatabaseName, format }, { folder, onRemade }, (database) => {
    try {
      return ok(new SqliteSnapshotStore(database));
    } catch (error) {
      return err(sqliteFault(error, snapshotDatabaseName));
    }
  });
}

/** The heads at which snapshots were taken. Only snapshots that are as they were written count. */
export function snapshotHeads(folder: string): readonly SeenHead[] {
  const database = openDatabaseFileReadOnly(join(folder, snapshotDatabaseName), format);
  if (!database.ok) return [];
  try {
    const rows = database.value
      .prepare<[], Row & { readonly key: string }>(
        'SELECT key, schema_version AS schemaVersion, position, hash, data, checksum FROM snapshots',
      )
      .all();
    return rows
      .filter((row) => row.checksum === checksumOf(row.key, row.schemaVersion, row, row.data))
      .map(({ position, hash: seen }) => ({ by: 'a snapshot', position, hash: seen }));
  } catch {
    return [];
  } finally {
    database.value.close();
  }
}

class SqliteSnapshotStore implements SnapshotStore {
  private readonly database: Database.Database;
  private readonly find: Database.Statement<[string], Row>;
  private readonly put: Database.Statement<[string, number, number, string, string, string]>;

  constructor(database: Database.Database) {
    this.database = database;
    this.find = database.prepare(
      'SELECT schema_version AS schemaVersion, position, hash, data, checksum FROM snapshots WHERE key = ?',
    );
    this.put = database.prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?, ?)');
  }

  load(key: string, schemaVersion: number): Snapshot | undefined {
    try {
      const row = this.find.get(key);
      if (row === undefined || row.schemaVersion !== schemaVersion) return undefined;
      const at = { position: row.position, hash: row.hash };
      if (row.checksum !== checksumOf(key, schemaVersion, at, row.data)) return undefined;
      return { at, data: JSON.parse(row.data) as unknown };
    } catch {
      // The page is damaged, or the text is not JSON. The events have everything that a snapshot has.
      return undefined;
    }
  }

  save(key: string, schemaVersion: number, at: StoreHead, data: unknown): Result<void, Fault> {
    const text = JSON.stringify(data);
    try {
      this.put.run(key, schemaVersion, at.position, at.hash, text, checksumOf(key, schemaVersion, at, text));
      return ok();
    } catch (error) {
      return err(sqliteFault(error, snapshotDatabaseName));
    }
  }

  close(): void {
    this.database.close();
  }
}

function checksumOf(key: string, schemaVersion: number, at: StoreHead, data: string): string {
  return hash('sha256', [key, schemaVersion, at.position, at.hash, data].join('\n'), 'hex');
}
