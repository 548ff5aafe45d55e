/** Opens database files that can always be made again from the events. */
import type Database from 'better-sqlite3';
import { renameSync, rmSync, statSync } from 'node:fs';
import { faultFrom, type Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { openDatabaseFile } from '../files/databaseFile.ts';
import type { DatabaseFormat } from '../files/databaseFormat.ts';

/** Faults that may pass by themselves. Every other fault comes from the file, so the file is made anew. */
const passingFaults: ReadonlySet<string> = new Set(['store_locked', 'disk_full', 'disk_error']);

/** Called with the reason when a file is made anew. */
export type OnRemade = (why: Fault) => void;

/**
 * Opens the file and hands it to `use`. A file that is damaged, foreign, of another version, or no file of SQLite's is
 * made anew: none of its contents is the only copy. A folder in its place is renamed and kept.
 */
export function openDerivedDatabase<T>(
  path: string,
  format: DatabaseFormat,
  use: (database: Database.Database) => Result<T, Fault>,
  onRemade?: OnRemade,
): Result<T, Fault> {
  const first = opened(path, format, use);
  if (first.ok || passingFaults.has(first.error.code)) return first;
  const cleared = clearPlace(path);
  if (!cleared.ok) return first;
  // A file of an older version is expected after every change of its form, so it is not reported.
  if (first.error.code !== 'store_too_old') onRemade?.(first.error);
  return opened(path, format, use);
}

function clearPlace(path: string): Result<void, Fault> {
  try {
    for (const name of [path, `${path}-wal`, `${path}-shm`]) {
      if (statSync(name, { throwIfNoEntry: false })?.isDirectory() === true) putAside(name);
      else rmSync(name, { force: true });
    }
    return ok();
  } catch (error) {
    return err(faultFrom('store_unreachable', error));
  }
}

/** Renames a folder in the file's place. Somebody may want its contents back. */
function putAside(folder: string): void {
  let aside = `${folder}.aside`;
  for (let number = 2; statSync(aside, { throwIfNoEntry: false }) !== undefined; number++) {
    aside = `${folder}.aside${number}`;
  }
  renameSync(folder, aside);
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
