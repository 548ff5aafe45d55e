/**
 * Passwords of venues, each in a file of the data folder, encrypted by the system's key store. Without a key store
 * nothing is written: the password could be read by anybody who has the file.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { fileFault } from '../../infra/paths/fileFault.ts';
import { readSecretFile } from '../../infra/paths/secretFile.ts';
import { writeWholeFile } from '../../infra/paths/wholeFile.ts';

/** The system's key store. Both ways throw where it fails. */
export interface Cipher {
  /** Why the key store protects nothing on this machine; undefined where it does. */
  whyUnusable(): string | undefined;
  encrypt(text: string): Buffer;
  decrypt(bytes: Buffer): string;
}

const code = 'password_unusable';
const fileBytesMax = 16_384;

export class VenuePasswords {
  private readonly folder: string;
  private readonly cipher: Cipher;

  /** `folder` is made with the first password. */
  constructor(folder: string, cipher: Cipher) {
    this.folder = folder;
    this.cipher = cipher;
  }

  /** The password; undefined where none was kept. Faults: `key_store_unusable`, `password_unusable`. */
  read(key: string): Result<string | undefined, Fault> {
    const unusable = this.unusable();
    if (unusable !== undefined) return err(unusable);
    const path = this.fileOf(key);
    const lost = `the password "${key}" can not be decrypted here, as after a move to another machine or user; give it again`;
    let encrypted: string | undefined;
    try {
      encrypted = readSecretFile(path, fileBytesMax, 'set its mode to 600, or give the password again');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(undefined);
      return err(fileFault(code, path, error));
    }
    try {
      if (encrypted !== undefined) return ok(this.cipher.decrypt(Buffer.from(encrypted, 'latin1')));
    } catch {
      // The cipher's own message is left out, because it may contain anything.
    }
    return err({ code, message: lost });
  }

  /** Faults: `key_store_unusable`, `password_unusable`. */
  keep(key: string, password: string): Result<undefined, Fault> {
    const unusable = this.unusable();
    if (unusable !== undefined) return err(unusable);
    let encrypted: Buffer;
    try {
      encrypted = this.cipher.encrypt(password);
    } catch {
      return err({ code, message: `the key store of this system could not encrypt the password "${key}"` });
    }
    const path = this.fileOf(key);
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      writeWholeFile(path, encrypted);
      return ok(undefined);
    } catch (error) {
      return err(fileFault(code, path, error));
    }
  }

  private unusable(): Fault | undefined {
    const why = this.cipher.whyUnusable();
    if (why === undefined) return undefined;
    const message = `the key store of this system can not be used: ${why}; expected passwordFile in place of passwordKey in the configuration, a file that only its owner may read`;
    return { code: 'key_store_unusable', message };
  }

  private fileOf(key: string): string {
    return join(this.folder, `${key}.password`);
  }
}
