/**
 * The secret that a client of a local endpoint must show. It is in a file of the data folder that only the desk's own
 * user can read.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ownerOnly = 0o600;
const othersBits = 0o077;
const tokenForm = /^[0-9a-f]{64}$/;
/** A token and a line end. */
const fileBytesMax = 66;

/** The file with the token of an endpoint. */
export function tokenFile(folder: string, endpoint: 'metrics' | 'intake'): string {
  return join(folder, `${endpoint}.token`);
}

/**
 * The token in a file. It is made at the first use and kept. Throws the file system's error, or an error when the file
 * holds no token or is not this user's alone.
 */
export function tokenIn(path: string): string {
  try {
    writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: ownerOnly });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
  }
  // A pipe without a writer would block the open itself, therefore O_NONBLOCK.
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size, mode, uid } = fstatSync(file);
    const user = process.getuid?.();
    if (user !== undefined && uid !== user) throw new Error(`${path} belongs to another user; remove it`);
    if (user !== undefined && (mode & othersBits) !== 0) {
      throw new Error(`${path} can be read by other users; remove it, and a new one is made`);
    }
    const token = size > fileBytesMax ? '' : readFileSync(file, 'utf8').trim();
    if (!tokenForm.test(token)) throw new Error(`${path} holds no token; remove it, and a new one is made`);
    return token;
  } finally {
    closeSync(file);
  }
}
