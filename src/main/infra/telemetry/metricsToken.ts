/**
 * The token that a reader of the metrics must send. It lies in a file of the data folder that only the desk's own user
 * can read.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ownerOnly = 0o600;
const tokenForm = /^[0-9a-f]{64}$/;

export function metricsTokenFile(folder: string): string {
  return join(folder, 'metrics.token');
}

/**
 * The folder's token, made at the first use and kept. Throws the file system's error, or an error when the file holds
 * no token.
 */
export function metricsTokenOf(folder: string): string {
  const path = metricsTokenFile(folder);
  try {
    writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: ownerOnly });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
  }
  const token = readFileSync(path, 'utf8').trim();
  if (!tokenForm.test(token)) throw new Error(`${path} holds no token; remove it, and a new one is made`);
  return token;
}
