/** Database files that can always be made again from the events. */
import type Database from 'better-sqlite3';
import { rmSync } from 'node:fs';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import { openDatabaseFile } from './databaseFile.ts';
import type { DatabaseFormat } from './databaseFormat.ts';

/** Faults of the file itself. A lock or a full disk is no reason to throw it away. */
const fileFaults: ReadonlySet<string> = new Set([
  'store_damaged',
  'store_failed',
  'store_foreign',
  'store_schema_changed',
  'store_too_new',
  'store_too_old',
]);

/**
 * Opens the file and hands it to `use`. A file that is damaged, foreign or of another version is deleted and made
 * anew: nothing in it is the only copy.
 */
export function openDerivedDatabase<T>(
  path: string,
  format: DatabaseFormat,
  use: (database: Database.Database) => Result<T, Fault>,
): Result<T, Fault> {
  const first = opened(path, format, use);
  if (first.ok || !fileFaults.has(first.error.code)) return first;
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  return opened(path, format, use);
}

function opened<T>(
  path: string,
  format: DatabaseFormat,
  use: (database: Database.Database) => Result<T, Fault>,
): Result<T, Fault> {
  const database = openDatabaseFile(path, format);
  if (!database.ok) return database;
  const used = use(database.value);
  if (!used.ok) database.value.close();
  return used;
}
