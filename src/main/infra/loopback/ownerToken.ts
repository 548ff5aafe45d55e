/**
 * The secret that a client of a local endpoint must show. It is in a file of the data folder that only the desk's own
 * user can read.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../paths/errorCode.ts';
import { readSecretFile } from '../paths/secretFile.ts';

const ownerOnly = 0o600;
const remedy = 'remove it, and a new one is made';
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
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const token = readSecretFile(path, fileBytesMax, remedy)?.trim() ?? '';
  if (!tokenForm.test(token)) throw new Error(`${path} holds no token; ${remedy}`);
  return token;
}
