/** Opens database files that can always be made again from the events. */
import type Database from 'better-sqlite3';
import { join } from 'node:path';
import { renameSync, rmSync, statSync } from 'node:fs';
import { faultFrom, type Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import { createDataFolder, openDatabaseFile, openDatabaseFileReadOnly } from '../files/databaseFile.ts';
import type { DatabaseFormat } from '../files/databaseFormat.ts';
import { sqliteFault } from '../files/sqliteFault.ts';
import { DamagedViews } from './damagedViews.ts';

/** Faults that may pass by themselves. Every other fault comes from the file, so the file is made anew. */
const passingFaults: ReadonlySet<string> = new Set(['store_locked', 'disk_full', 'disk_error']);

/** Called with the reason when a file is made anew. */
export type OnRemade = (why: Fault) => void;

/** A file in the data folder that can always be made again from the events. */
export interface DerivedFile {
  readonly name: string;
  readonly format: DatabaseFormat;
}

export interface DerivedPlace {
  /** The data folder; created when it is missing, unless read-only. */
  readonly folder: string;
  readonly readOnly?: boolean;
  readonly onRemade?: OnRemade | undefined;
}

/**
 * Opens the file and hands it to `use`. A file that is damaged, foreign, of another version, or no file of SQLite's is
 * made anew, unless it is read-only: none of its contents is the only copy. A folder in its place is renamed and kept.
 * Faults: `data_folder_unusable`, `store_missing` (read-only, nothing there yet) and the codes of sqliteFault.
 */
export function openDerivedFile<T>(
  { name, format }: DerivedFile,
  { folder, readOnly = false, onRemade }: DerivedPlace,
  use: (database: Database.Database) => Result<T, Fault>,
): Result<T, Fault> {
  const path = join(folder, name);
  if (readOnly) {
    const opened = openDatabaseFileReadOnly(path, format);
    return opened.ok ? use(opened.value) : opened;
  }
  const usable = createDataFolder(folder);
  if (!usable.ok) return usable;
  const first = opened(path, format, use);
  if (first.ok || passingFaults.has(first.error.code)) return first;
  const cleared = clearPlace(path);
  if (!cleared.ok) return first;
  // A file of an older version is expected after every change of its form, so it is not reported.
  if (first.error.code !== 'store_too_old') onRemade?.(first.error);
  return opened(path, format, use);
}

/** The fault of a file whose reading threw. */
export function derivedFault(error: unknown, { name }: DerivedFile): Fault {
  if (!(error instanceof DamagedViews)) return sqliteFault(error, name);
  return { code: 'store_damaged', message: `The file is damaged: ${name} (${error.message})` };
}

/** Does work on an open file. A failure is thrown as StoreReadError, and damage is told to `onDamage` before. */
export function guardedRead<T>(
  file: DerivedFile,
  onDamage: ((fault: Fault) => void) | undefined,
  work: () => T,
): T {
  try {
    return work();
  } catch (error) {
    const fault = derivedFault(error, file);
    if (fault.code === 'store_damaged') onDamage?.(fault);
    throw new StoreReadError(fault);
  }
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
