/**
 * The key that signs a data folder's checkpoints. It lies in a file of its own that only the owner can read (ADR 0015).
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../paths/errorCode.ts';
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';

/** The file holds the key as PKCS#8 in PEM. */
export const signingKeyName = 'checkpoint-key.pem';
const ownerOnly = 0o600;

/** Gives the folder's key, and makes it at the first use. Fault: `signing_key_unusable`. */
export function signingKeyOf(folder: string): Result<KeyObject, Fault> {
  try {
    return ok(readKey(folder) ?? makeKey(folder));
  } catch (error) {
    const { code, message } = faultFrom('signing_key_unusable', error);
    return err({
      code,
      message: `The key ${signingKeyName} can not be used: ${message}`,
      details: { folder },
    });
  }
}

/** The public half of the folder's key; undefined where the folder has no key that can be read. */
export function publicKeyOf(folder: string): KeyObject | undefined {
  try {
    const key = readKey(folder);
    return key && createPublicKey(key);
  } catch {
    return undefined;
  }
}

function readKey(folder: string): KeyObject | undefined {
  const path = join(folder, signingKeyName);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const key = createPrivateKey(text);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`it is of type ${key.asymmetricKeyType}`);
  return key;
}

function makeKey(folder: string): KeyObject {
  const path = join(folder, signingKeyName);
  const written = `${path}.${process.pid}.new`;
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    writeFileSync(written, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: ownerOnly });
    chmodSync(written, ownerOnly);
    // A hard link shows the whole file at once. It never replaces a key that another process made meanwhile.
    linkSync(written, path);
    return privateKey;
  } catch (error) {
    const theirs = readKey(folder);
    if (theirs === undefined) throw error;
    return theirs;
  } finally {
    rmSync(written, { force: true });
  }
}
