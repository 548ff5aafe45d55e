/**
 * One engine per data folder. The lock is an exclusive transaction on `engine.lock`, an empty SQLite file. The
 * operating system releases the lock when the process ends, however it ends. `engine.owner.json` beside it says who
 * holds the lock. That file alone proves nothing: an ended process may have left it.
 *
 * On Unix anybody may remove a file that is locked. So the holder looks at its file each second and puts it back, and a
 * process that finds no lock file beside an open record waits for that.
 */
import Database from 'better-sqlite3';
import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { Clock, Logger } from '../../../engine/ports.ts';
import { ownerName, readEngineOwner, type EngineOwner } from '../../paths/engineOwner.ts';
import { eventDatabaseName } from './eventDatabase.ts';
import { sqliteCode, sqliteFault } from './sqliteFault.ts';

// Nothing else may open this file: on Unix, closing any descriptor of a file drops the process's locks on it.
const lockName = 'engine.lock';

/** Milliseconds in which a running engine puts a removed lock file back: several of its looks. */
const putBackMsMax = 5_000;
const putBackLookMs = 50;

export interface EngineLock {
  /**
   * Puts the lock file back where somebody has moved, removed or replaced it. Gives `folder_taken` where another process
   * has the lock by then, and from then on. Called each second.
   */
  readonly look: () => Fault | undefined;
  readonly release: () => void;
}

/**
 * Takes the lock or refuses with `data_folder_in_use`, naming the owner. Stops this thread for some seconds where the
 * lock file was removed while the record is open.
 */
export function takeEngineLock(
  folder: string,
  what: string,
  { clock, logger }: { readonly clock: Clock; readonly logger?: Logger | undefined },
): Result<EngineLock, Fault> {
  awaitPutBack(folder);
  const path = join(folder, lockName);
  try {
    const database = locked(path);
    if (database === undefined) return err(inUse(folder));
    const owner = { pid: process.pid, host: hostname(), what, since: formatMicros(clock.now()) };
    return ok(new HeldLock({ folder, path, owner, logger }, database));
  } catch (error) {
    return err(sqliteFault(error, lockName));
  }
}

interface Holder {
  readonly folder: string;
  readonly path: string;
  readonly owner: EngineOwner;
  readonly logger: Logger | undefined;
}

class HeldLock implements EngineLock {
  private readonly holder: Holder;
  private database: Database.Database;
  /** Which file the lock is on. */
  private file: string | undefined;
  private taken: Fault | undefined;

  constructor(holder: Holder, database: Database.Database) {
    this.holder = holder;
    this.database = database;
    this.file = fileAt(holder.path);
    writeOwner(holder);
  }

  look(): Fault | undefined {
    const { path, logger } = this.holder;
    if (this.taken !== undefined) return this.taken;
    try {
      if (fileAt(path) === this.file) return undefined;
      const again = locked(path);
      if (again === undefined) return (this.taken = takenFrom(this.holder));
      this.database.close();
      this.database = again;
      this.file = fileAt(path);
    } catch {
      // The folder is gone or takes no files, which the store reports. The next look tries again.
      return undefined;
    }
    writeOwner(this.holder);
    logger?.log('warn', 'somebody removed the lock of the data folder; it is there again', { path });
    return undefined;
  }

  release(): void {
    // The name of another owner stays.
    if (this.look() === undefined) rmSync(join(this.holder.folder, ownerName), { force: true });
    this.database.close();
  }
}

/** A running engine keeps the record's write-ahead log open, and an ended one leaves the lock file behind. */
function awaitPutBack(folder: string): void {
  const lock = join(folder, lockName);
  if (!existsSync(join(folder, `${eventDatabaseName}-wal`))) return;
  const giveUpMs = performance.now() + putBackMsMax;
  while (!existsSync(lock) && performance.now() < giveUpMs) sleep(putBackLookMs);
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** The file with the lock on it; undefined where another process holds the lock. Throws SqliteError. */
function locked(path: string): Database.Database | undefined {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database?.close();
    if (/^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error))) return undefined;
    throw error;
  }
}

function fileAt(path: string): string | undefined {
  const file = statSync(path, { bigint: true, throwIfNoEntry: false });
  return file && `${file.dev}:${file.ino}`;
}

function writeOwner({ folder, owner }: Holder): void {
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
  return {
    code: 'data_folder_in_use',
    message: `The data folder ${folder} is in use by ${whoIs(owner)}`,
    details: { folder, ...owner },
  };
}

function takenFrom({ folder, owner: former }: Holder): Fault {
  const named = readEngineOwner(folder);
  // The other process writes its name a moment after it has the lock.
  const owner = JSON.stringify(named) === JSON.stringify(former) ? undefined : named;
  return {
    code: 'folder_taken',
    message: `Somebody removed ${lockName} from the data folder ${folder}, and ${whoIs(owner)} has taken the folder`,
    details: { folder, ...owner },
  };
}

function whoIs(owner: EngineOwner | undefined): string {
  return owner === undefined
    ? 'another process that has not said its name yet'
    : `${owner.what} (process ${owner.pid} on ${owner.host}, since ${owner.since})`;
}
