/**
 * One engine per data folder. The lock is an exclusive transaction on `engine.lock`, an empty SQLite file. The
 * operating system releases the lock when the process ends, however it ends. `engine.owner.json` beside it says who
 * holds the lock. That file alone proves nothing: an ended process may have left it.
 */
import Database from 'better-sqlite3';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { Clock } from '../../../engine/ports.ts';
import { ownerName, readEngineOwner, type EngineOwner } from '../../paths/engineOwner.ts';
import { sqliteCode, sqliteFault } from './sqliteFault.ts';

// Nothing else may open this file: on Unix, closing any descriptor of a file drops the process's locks on it.
const lockName = 'engine.lock';

export interface EngineLock {
  readonly release: () => void;
}

/** Takes the lock at once or refuses with `data_folder_in_use`, naming the owner. */
export function takeEngineLock(folder: string, what: string, clock: Clock): Result<EngineLock, Fault> {
  let database: Database.Database | undefined;
  try {
    database = new Database(join(folder, lockName), { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (/^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error))) return err(inUse(folder));
    return err(sqliteFault(error, lockName));
  }
  const owner = { pid: process.pid, host: hostname(), what, since: formatMicros(clock.now()) };
  writeOwner(folder, owner);
  const held = database;
  return ok({
    release() {
      rmSync(join(folder, ownerName), { force: true });
      held.close();
    },
  });
}

function writeOwner(folder: string, owner: EngineOwner): void {
  const path = join(folder, ownerName);
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(owner)}\n`);
    renameSync(`${path}.new`, path);
  } catch {
    // The lock holds without this file, only a refusal would say less. A full disk must not stop the engine from
    // starting.
    rmSync(`${path}.new`, { force: true });
  }
}

function inUse(folder: string): Fault {
  const owner = readEngineOwner(folder);
  const who =
    owner === undefined
      ? 'another process that has not said its name yet'
      : `${owner.what} (process ${owner.pid} on ${owner.host}, since ${owner.since})`;
  return {
    code: 'data_folder_in_use',
    message: `The data folder ${folder} is in use by ${who}`,
    details: { folder, ...owner },
  };
}
