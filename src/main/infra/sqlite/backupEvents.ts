/** Copies `events.db` while an engine writes to it: the copy is the store as it stood when the backup began. */
import { linkSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { StoreHead } from '../../engine/events/eventStore.ts';
import type { Scheduler } from '../../engine/ports.ts';
import { openEventDatabase } from './eventDatabase.ts';
import { sqliteFault } from './sqliteFault.ts';
import { verifyChain } from './verifyChain.ts';

export interface BackupOptions {
  /** The data folder. */
  readonly folder: string;
  /** The file to make. */
  readonly target: string;
  readonly scheduler: Scheduler;
  /** Parts done, of all there are: half of them is copying, half verifying the copy. */
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Backup {
  readonly path: string;
  readonly events: number;
  readonly head: StoreHead;
  readonly sizeBytes: number;
}

/** Pages copied at a time. */
const stepPages = 500;

/**
 * The copy is one file, opens as an `events.db` does, and has its hash chain verified before it gets its name.
 * Faults: `backup_exists`, `backup_unwritable`, `backup_broken` (the store itself is not whole: the message says
 * where), `canceled`, `disk_full` and the other codes of sqliteFault, for either file. Nothing is left behind.
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
      // Something else of that name, which is not ours to remove.
    }
  }
}

function refusal(target: string): Fault | undefined {
  try {
    if (statSync(target, { throwIfNoEntry: false }) !== undefined) return exists(target);
    if (statSync(dirname(target)).isDirectory()) return undefined;
    return { code: 'backup_unwritable', message: `${dirname(target)} is no folder` };
  } catch (error) {
    return faultFrom('backup_unwritable', error);
  }
}

function exists(target: string): Fault {
  return { code: 'backup_exists', message: `${target} exists, and is not replaced`, details: { target } };
}

async function copy(
  database: Database.Database,
  unfinished: string,
  { target, onProgress, signal }: BackupOptions,
): Promise<Result<void, Fault>> {
  remove(unfinished);
  try {
    // One long read: what is written meanwhile goes past it, and never starts the copy anew.
    database.exec('BEGIN');
    database.prepare('SELECT max(position) FROM events').get();
    await database.backup(unfinished, {
      progress({ totalPages, remainingPages }) {
        signal?.throwIfAborted();
        onProgress?.({ done: totalPages - remainingPages, total: totalPages * 2 });
        return stepPages;
      },
    });
    database.exec('COMMIT');
    return ok();
  } catch (error) {
    return err(signal?.aborted === true ? canceled : sqliteFault(error, basename(target)));
  }
}

async function verified(
  unfinished: string,
  { target, scheduler, onProgress, signal }: BackupOptions,
): Promise<Result<Backup, Fault>> {
  const [folder, name] = [dirname(unfinished), basename(unfinished)];
  const single = asOneFile(folder, name);
  if (!single.ok) return single;
  const chain = await verifyChain({
    folder,
    name,
    scheduler,
    ...(signal !== undefined && { signal }),
    onProgress: (done, total) =>
      onProgress?.({
        done: total + done,
        total: total * 2,
      }),
  });
  if (!chain.ok) return chain.error.code === 'canceled' ? err(canceled) : chain;
  if (!chain.value.intact) return err(broken(chain.value.message));
  try {
    const sizeBytes = statSync(unfinished).size;
    // A link, where a rename would replace what another program made meanwhile.
    linkSync(unfinished, target);
    return ok({ path: target, events: chain.value.events, head: chain.value.head, sizeBytes });
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    return err(taken ? exists(target) : faultFrom('backup_unwritable', error));
  }
}

/** Without a log beside it, so that it can be moved, or read from a medium that takes no writes. */
function asOneFile(folder: string, name: string): Result<void, Fault> {
  const opened = openEventDatabase(folder, false, name);
  if (!opened.ok) return opened;
  try {
    opened.value.pragma('journal_mode = DELETE');
    return ok();
  } catch (error) {
    return err(sqliteFault(error, name));
  } finally {
    opened.value.close();
  }
}

const canceled: Fault = { code: 'canceled', message: 'The backup was canceled; nothing is left of it' };

function broken(message: string): Fault {
  return { code: 'backup_broken', message: `The store itself is not whole: ${message}` };
}
