/** Reads a secret from a file that nobody but this user may read. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { errorCode } from './errorCode.ts';

const othersBits = 0o077;

/**
 * The bytes of the file as Latin-1; undefined where it is no regular file, or longer than `bytesMax`. Throws the file
 * system's error, and an error with `remedy` for a link and where others have the file. Windows has no
 * such modes.
 */
export function readSecretFile(path: string, bytesMax: number, remedy: string): string | undefined {
  const file = openedItself(path, remedy);
  try {
    const found = fstatSync(file);
    const user = process.getuid?.();
    if (user !== undefined && found.uid !== user) {
      throw new Error(`${path} belongs to another user; ${remedy}`);
    }
    if (user !== undefined && (found.mode & othersBits) !== 0) {
      throw new Error(`${path} can be read by other users; ${remedy}`);
    }
    return found.isFile() && found.size <= bytesMax ? readFileSync(file, 'latin1') : undefined;
  } finally {
    closeSync(file);
  }
}

function openedItself(path: string, remedy: string): number {
  try {
    // A pipe without a writer would block the open itself, therefore O_NONBLOCK.
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) !== 'ELOOP') throw error;
    throw new Error(`${path} is a link, and a secret is read from no link; ${remedy}`, { cause: error });
  }
}
