/** Copies `events.db` while an engine writes to it. The copy is the store as it stood when the backup began. */
import { linkSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { errorCode } from '../../paths/errorCode.ts';
import { faultFrom, type Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import type { Scheduler } from '../../../engine/ports.ts';
import { fileFault } from '../../paths/fileFault.ts';
import { openEventDatabase } from '../files/eventDatabase.ts';
import { sqliteFault } from '../files/sqliteFault.ts';
import { verifyChain } from '../chain/verifyChain.ts';

export interface BackupOptions {
  /** The data folder. */
  readonly folder: string;
  /** Path of the file to make. */
  readonly target: string;
  readonly scheduler: Scheduler;
  /**
   * Called with events done, of all events. An event that is copied, but not yet verified in the copy, counts as half.
   */
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Backup {
  readonly path: string;
  readonly events: number;
  readonly head: StoreHead;
  readonly sizeBytes: number;
}

/** How many rows are copied at a time. */
const stepRows = 500;

/**
 * Makes one file that opens as an `events.db` does. Its hash chain is verified before the file gets its name. Faults:
 * `backup_exists`, `backup_unwritable`, `backup_broken` (the store itself is not whole: the message says where),
 * `canceled`, `disk_full` and the other codes of sqliteFault, for either file. After a fault no file is left.
 */
export async function backupEvents(options: BackupOptions): Promise<Result<Backup, Fault>> {
  const { folder, target } = options;
  const refused = refusal(target);
  if (refused !== undefined) return err(refused);
  const opened = openEventDatabase(folder, true);
  if (!opened.ok) return opened;
  const unfinished = `${target}.unfinished`;
  try {
    const copied = await copy(opened.value, unfinished, options);
    return copied.ok ? await verified(unfinished, options) : copied;
  } finally {
    opened.value.close();
    remove(unfinished);
  }
}

function remove(unfinished: string): void {
  for (const end of ['', '-journal', '-wal', '-shm']) {
    try {
      rmSync(`${unfinished}${end}`, { force: true });
    } catch {
      // Something else has that name. It is not ours, so it stays.
    }
  }
}

function refusal(target: string): Fault | undefined {
  try {
    if (statSync(target, { throwIfNoEntry: false }) !== undefined) return exists(target);
    if (statSync(dirname(target)).isDirectory()) return undefined;
    return { code: 'backup_unwritable', message: `${dirname(target)} is no folder` };
  } catch (error) {
    return fileFault('backup_unwritable', dirname(target), error);
  }
}

function exists(target: string): Fault {
  return { code: 'backup_exists', message: `${target} exists, and is not replaced`, details: { target } };
}

async function copy(
  database: Database.Database,
  unfinished: string,
  { target, scheduler, onProgress, signal }: BackupOptions,
): Promise<Result<void, Fault>> {
  remove(unfinished);
  const made = openEventDatabase(dirname(unfinished), false, basename(unfinished));
  if (!made.ok) return made;
  try {
    // The copy has no write-ahead log, so that it can be moved, or read from a medium that takes no writes.
    made.value.pragma('journal_mode = DELETE');
    const sql = 'SELECT max(position) FROM events';
    const head = database.prepare<[], number | null>(sql).pluck().get() ?? 0;
    for (const done of copySteps(database, made.value, head)) {
      signal?.throwIfAborted();
      onProgress?.({ done: Math.floor(done / 2), total: head });
      await new Promise<void>((resolve) => scheduler.soon(resolve));
    }
    return ok();
  } catch (error) {
    return err(signal?.aborted === true ? canceled : sqliteFault(error, basename(target)));
  } finally {
    made.value.close();
  }
}

/**
 * Copies the rows up to the head in many short reads: one long read would let a writer's log grow without end. Nothing
 * changes before the head, so all reads together give the store as it stood. Yields how far the copy is.
 */
function* copySteps(from: Database.Database, to: Database.Database, head: number): Generator<number> {
  for (const table of copiedTables(from)) {
    // The new file was given an id of its own, but the copy must have the store's.
    if (table === 'store') to.exec('DELETE FROM store');
    const key = table === 'store' ? 'rowid' : 'position';
    const limit = table === 'store' ? Number.MAX_SAFE_INTEGER : head;
    const select = from
      .prepare<[bigint, number, number], readonly unknown[]>(
        `SELECT ${key}, * FROM ${table} WHERE ${key} > ? AND ${key} <= ? ORDER BY ${key} LIMIT ?`,
      )
      .raw()
      .safeIntegers();
    let after = -(2n ** 63n);
    for (;;) {
      const rows = select.all(after, limit, stepRows);
      const last = rows.at(-1)?.[0];
      if (typeof last !== 'bigint') break;
      insertRows(to, table, rows);
      after = last;
      if (table === 'events') yield Number(last);
    }
  }
}

/** The tables to copy. A store of an older version does not have all of them. */
function copiedTables(from: Database.Database): readonly string[] {
  const sql = "SELECT name FROM sqlite_schema WHERE type = 'table'";
  const there = new Set(from.prepare<[], string>(sql).pluck().all());
  return ['store', 'clock_steps', 'events', 'checkpoints'].filter((name) => there.has(name));
}

/** Inserts rows. The first value of each row is its key, repeated. */
function insertRows(to: Database.Database, table: string, rows: readonly (readonly unknown[])[]): void {
  const places = rows[0]?.slice(1).map(() => '?');
  const insert = to.prepare<unknown[]>(`INSERT INTO ${table} VALUES (${places?.join(', ')})`);
  to.transaction(() => {
    for (const row of rows) insert.run(...row.slice(1));
  })();
}

async function verified(
  unfinished: string,
  { target, scheduler, onProgress, signal }: BackupOptions,
): Promise<Result<Backup, Fault>> {
  const [folder, name] = [dirname(unfinished), basename(unfinished)];
  const chain = await verifyChain({
    folder,
    name,
    scheduler,
    ...(signal !== undefined && { signal }),
    onProgress: (done, total) =>
      onProgress?.({
        done: Math.floor((total + done) / 2),
        total,
      }),
  });
  if (!chain.ok) return chain.error.code === 'canceled' ? err(canceled) : chain;
  if (!chain.value.intact) return err(broken(chain.value.message));
  try {
    const sizeBytes = statSync(unfinished).size;
    // A rename would replace a file that another program made meanwhile. A hard link does not.
    linkSync(unfinished, target);
    return ok({ path: target, events: chain.value.events, head: chain.value.head, sizeBytes });
  } catch (error) {
    const taken = errorCode(error) === 'EEXIST';
    return err(taken ? exists(target) : faultFrom('backup_unwritable', error));
  }
}

const canceled: Fault = { code: 'canceled', message: 'The backup was canceled; nothing is left of it' };

function broken(message: string): Fault {
  return { code: 'backup_broken', message: `The store itself is not whole: ${message}` };
}
