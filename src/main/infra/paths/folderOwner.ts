/**
 * Says whether a data folder may be used at all. The owner of a folder or a file can exchange its contents at any time.
 */
import { accessSync, constants, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './errorCode.ts';
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';

/** Names of the files that the desk relies on: its records, its configuration, its keys, its socket. */
const believedFile = /\.(?:db|db-wal|db-shm|db-journal|lock|json|pem|token|sock)$/;

/**
 * Returns `data_folder_unusable` where this user may not read the folder. A folder that does not exist yet is no fault.
 */
export function whyNotReadable(folder: string): Fault | undefined {
  try {
    if (statSync(folder).isDirectory()) accessSync(folder, constants.R_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    // The code that opens the folder reports a file in its place.
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : unusable(folder, error);
  }
}

/**
 * The check before a process trades, signs or gives orders in the folder. Faults: those of whyNotReadable, and
 * `data_folder_foreign` where the folder, or a file of the desk in it, belongs to another user. Windows has no such
 * owners.
 */
export function whyNotOwn(folder: string): Fault | undefined {
  const user = process.getuid?.();
  const unreadable = whyNotReadable(folder);
  if (unreadable !== undefined || user === undefined) return unreadable;
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return undefined;
  if (found.uid !== user) return foreign(folder, 'the data folder', found.uid, user);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const owner = believedFile.test(name) ? lstatSync(path, { throwIfNoEntry: false })?.uid : undefined;
    if (owner !== undefined && owner !== user) return foreign(path, 'the file', owner, user);
  }
  return undefined;
}

function unusable(folder: string, error: unknown): Fault {
  const { code, message } = faultFrom('data_folder_unusable', error);
  const sentence = `this user may not enter the folder ${folder}: ${message}; name another one with --data DIR`;
  return { code, message: sentence, details: { folder } };
}

function foreign(path: string, what: string, owner: number, user: number): Fault {
  const message =
    `${what} ${path} belongs to user ${owner}, and this program runs as user ${user}: its owner could exchange what ` +
    `is kept there; name another folder with --data DIR, or make it this user's own with chown`;
  return { code: 'data_folder_foreign', message, details: { path, owner, user } };
}
