/** Opens files that a request names: only regular files of this process's own user, and no links or devices. */
import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './errorCode.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { fileFault } from './fileFault.ts';

/**
 * Opens a file to read. It checks the open file itself, so nobody can exchange the file in between. Faults:
 * `file_refused`, `file_unreadable`.
 */
export async function openOwnFile(path: string): Promise<Result<FileHandle, Fault>> {
  // A pipe without a writer would block the open itself, therefore O_NONBLOCK.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  let handle: FileHandle;
  try {
    handle = await open(path, flags);
  } catch (error) {
    const isLink = errorCode(error) === 'ELOOP';
    return err(isLink ? refused(path, 'it is a link') : fileFault('file_unreadable', path, error));
  }
  const found = await handle.stat();
  const what = found.isDirectory() ? 'it is a folder' : 'it is no regular file';
  const why = found.isFile() ? whyNotOwn(found.uid) : what;
  if (why === undefined) return ok(handle);
  await handle.close();
  return err(refused(path, why));
}

/**
 * Says why a new file may not be made in this folder. In another user's folder, that user decides where the file's name
 * leads.
 */
export async function whyNoOwnFolder(path: string): Promise<Fault | undefined> {
  const folder = dirname(path);
  try {
    const why = whyNotOwn((await stat(folder)).uid);
    return why === undefined ? undefined : refused(folder, why);
  } catch (error) {
    return fileFault('file_unreadable', folder, error);
  }
}

function whyNotOwn(uid: number): string | undefined {
  const user = process.getuid?.();
  return user === undefined || uid === user ? undefined : 'it belongs to another user';
}

function refused(path: string, why: string): Fault {
  const message = `${path} is not taken: ${why}; expected a regular file of the engine's own user`;
  return { code: 'file_refused', message, details: { path } };
}
