/**
 * Saves a copy of an `events.db` that was removed while it was open. Only the process that still has the file open can
 * read the acknowledged events. The next process that opens the folder puts the copy back.
 */
import type Database from 'better-sqlite3';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import { openDatabaseFileReadOnly } from './databaseFile.ts';
import { eventDatabaseName, eventFormat, rescuedDatabaseName } from './eventDatabase.ts';
import { sqliteFault } from './sqliteFault.ts';

const lastRow = 'SELECT position, hash FROM events ORDER BY position DESC LIMIT 1';

/**
 * Copies everything that the connection sees into the data folder. Resolves with the copy's path, or with the reason
 * why there is none.
 */
export async function rescueEvents(
  database: Database.Database,
  folder: string,
): Promise<Result<string, Fault>> {
  const path = join(folder, rescuedDatabaseName);
  const unfinished = `${path}.unfinished`;
  try {
    rmSync(unfinished, { force: true });
    await database.backup(unfinished);
    renameSync(unfinished, path);
    return ok(path);
  } catch (error) {
    return err(sqliteFault(error, rescuedDatabaseName));
  }
}

/** Removes the copy: the file is back, with every event of the copy. */
export function dropRescued(folder: string): void {
  rmSync(join(folder, rescuedDatabaseName), { force: true });
}

/**
 * Called before `events.db` is opened. Puts a rescued copy back in its place where the file is missing, or has only a
 * part of the copy's events. Removes a copy whose events are all in the file. When the two histories differ, a person
 * must decide: `store_rescued`.
 */
export function restoreRescued(folder: string): Result<void, Fault> {
  const path = join(folder, eventDatabaseName);
  const rescued = join(folder, rescuedDatabaseName);
  if (!existsSync(rescued)) return ok();
  try {
    if (!existsSync(path)) putBack(rescued, path);
    else if (includes(path, rescued)) dropRescued(folder);
    else if (includes(rescued, path)) putBack(rescued, path);
    else return err(differ(folder));
    return ok();
  } catch (error) {
    return err(error instanceof StoreReadError ? error.fault : sqliteFault(error, eventDatabaseName));
  }
}

function putBack(rescued: string, path: string): void {
  // The log and the index belong to the file that was removed, not to the copy.
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  renameSync(rescued, path);
}

/** Whether the store in the first file has the last event of the second, and so all of its events. */
function includes(path: string, other: string): boolean {
  const last = reading(other, (database) => database.prepare<[], StoreHead>(lastRow).get());
  if (last === undefined) return true;
  const sql = 'SELECT hash FROM events WHERE position = ?';
  const find = (database: Database.Database): string | undefined =>
    database.prepare<[number], string>(sql).pluck().get(last.position);
  return reading(path, find) === last.hash;
}

/** Reads from the store in a file; undefined for a file without a store. */
function reading<T>(path: string, read: (database: Database.Database) => T): T | undefined {
  const opened = openDatabaseFileReadOnly(path, eventFormat);
  if (!opened.ok) {
    if (opened.error.code === 'store_missing') return undefined;
    throw new StoreReadError(opened.error);
  }
  try {
    return read(opened.value);
  } finally {
    opened.value.close();
  }
}

function differ(folder: string): Fault {
  const message = `${eventDatabaseName} and ${rescuedDatabaseName} hold different histories: move one of them away`;
  return { code: 'store_rescued', message, details: { folder } };
}
