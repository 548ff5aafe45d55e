/**
 * Reads a database file where nothing can be written. SQLite makes two files beside a database that has a write-ahead
 * log, even to read it. So a private copy is read instead. The copy is removed from the temporary files as soon as it
 * is open.
 */
import type Database from 'better-sqlite3';
import { accessSync, constants, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { faultFrom, type Fault } from '../../../../shared/kernel/fault.ts';
import { err, type Result } from '../../../../shared/kernel/result.ts';

/** Whether the file may be read, and opening it failed because nothing may be written beside it. */
export function cannotWriteBeside({ code }: Fault, path: string): boolean {
  if (code !== 'store_read_only' && code !== 'store_unreachable') return false;
  return may(path, constants.R_OK) && !may(dirname(path), constants.W_OK);
}

/**
 * Hands a copy of the file to `open`. Faults of its own: `store_unrecovered` (the log holds commits that only a writer
 * can move into the file), `store_locked` (somebody wrote meanwhile), `copy_unwritable` (the temporary files need as
 * much room as the file).
 */
export function readThroughCopy(
  path: string,
  open: (copy: string) => Result<Database.Database, Fault>,
): Result<Database.Database, Fault> {
  const before = stateOf(path);
  if (before.logBytes > 0) return err(unrecovered(path, before.logBytes));
  let folder: string | undefined;
  try {
    // Only the folder's owner may look into it.
    folder = mkdtempSync(join(tmpdir(), 'breakwater-read-'));
    const copy = join(folder, basename(path));
    copyFileSync(path, copy);
    const after = stateOf(path);
    const isWhole = after.mtimeMs === before.mtimeMs && after.size === before.size && after.logBytes === 0;
    return isWhole ? open(copy) : err(changedMeanwhile(path));
  } catch (error) {
    const { code, message } = faultFrom('copy_unwritable', error);
    const why = `Nothing can be written in ${dirname(path)}, and no copy of ${basename(path)} in ${tmpdir()}`;
    return err({ code, message: `${why}: ${message}`, details: { path } });
  } finally {
    if (folder !== undefined) remove(folder);
  }
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function stateOf(path: string): { size: number; mtimeMs: number; logBytes: number } {
  const { size = 0, mtimeMs = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
  return { size, mtimeMs, logBytes: statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0 };
}

/** Removes the folder. On Unix an open file stays without a name; Windows removes it once it is closed. */
function remove(folder: string): void {
  const attempt = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    attempt();
  } catch {
    process.once('exit', attempt);
  }
}

function unrecovered(path: string, logBytes: number): Fault {
  const [name, folder] = [basename(path), dirname(path)];
  return {
    code: 'store_unrecovered',
    message: `${name}-wal holds ${logBytes} bytes that are not in ${name} yet, and nothing can be written in ${folder}: copy the whole folder to a place that can be written, and use the copy`,
    details: { path, logBytes },
  };
}

function changedMeanwhile(path: string): Fault {
  const message = `Another program has written to ${basename(path)} while it was read: try again`;
  return { code: 'store_locked', message, details: { path } };
}
