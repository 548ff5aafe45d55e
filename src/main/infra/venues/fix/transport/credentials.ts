/**
 * The name and the password of a Logon. The password is in a file of its own or in the system's key store, and is read
 * for each Logon.
 */
import { errorCode } from '../../../paths/errorCode.ts';
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import { fileFault } from '../../../paths/fileFault.ts';
import { readSecretFile } from '../../../paths/secretFile.ts';
import { tags, type Field } from '../codec/fixMessage.ts';

/** The field of the Logon that has the password: Password (554), or RawData (96), which some venues of FIX 4.2 want. */
export const passwordPlaces = ['password', 'rawData'] as const;

export interface CredentialSettings {
  readonly username?: string | undefined;
  /** Absolute path of the file with the password. */
  readonly passwordFile?: string | undefined;
  /** Instead of the file: the name of the password in the key store. */
  readonly passwordKey?: string | undefined;
  readonly passwordAs: (typeof passwordPlaces)[number];
}

/** Names of passwords in the key store. Each is a part of a file's name, on every system. */
export const passwordKeyPattern = /^[a-z0-9_-]{1,64}$/;

/** Passwords that the window keeps, encrypted by the system's key store. The password is in no fault. */
export interface KeyStore {
  /** Resolves when `passwordOf` knows the password, or knows why there is none. */
  load(key: string): Promise<void>;
  /** The password that was loaded or kept last. Faults: `key_store_unusable`, `password_unusable`. */
  passwordOf(key: string): Result<string, Fault>;
  /** Keeps a password in place of the one before. Faults: `key_store_unusable`, `password_unusable`. */
  keep(key: string, password: string): Promise<Result<void, Fault>>;
}

/** The fault of a process without a window, for a password that only a window has. */
function withoutKeyStore(key: string): Fault {
  return {
    code: 'key_store_unusable',
    message: `the password "${key}" (passwordKey) is with the system's key store, which only the console's window can use; expected passwordFile in its place, a file that only its owner may read`,
  };
}

/** The fields of a Logon that come from credentials. */
export interface Credentials {
  readonly fields: readonly Field[];
  /** The password among the fields. No record and no message for people may contain it. */
  readonly secret: string | undefined;
}

const bytesMax = 256;
const remedy = 'expected a file that only its owner may read: chown and chmod 600';

/** Faults: `password_unusable`, `key_store_unusable`; the password itself is in none of them. */
export function readCredentials(
  settings: CredentialSettings,
  keyStore?: Pick<KeyStore, 'passwordOf'>,
): Result<Credentials, Fault> {
  const { username, passwordAs } = settings;
  const name: readonly Field[] = username === undefined ? [] : [[tags.username, username]];
  const password = passwordBy(settings, keyStore);
  if (password === undefined) return ok({ fields: name, secret: undefined });
  if (!password.ok) return password;
  const secret = password.value;
  const fields: readonly Field[] =
    passwordAs === 'password'
      ? [[tags.password, secret]]
      : [
          [tags.rawDataLength, String(secret.length)],
          [tags.rawData, secret],
        ];
  return ok({ fields: [...name, ...fields], secret });
}

function passwordBy(
  { passwordFile, passwordKey }: CredentialSettings,
  keyStore: Pick<KeyStore, 'passwordOf'> | undefined,
): Result<string, Fault> | undefined {
  if (passwordFile !== undefined) return passwordIn(passwordFile);
  if (passwordKey === undefined) return undefined;
  return keyStore?.passwordOf(passwordKey) ?? err(withoutKeyStore(passwordKey));
}

/** Whether a Logon can carry it: one line of Latin-1. */
export function isPassword(text: string): boolean {
  return /^[ -~\u0080-\u00ff]+$/.test(text) && text.length <= bytesMax;
}

function passwordIn(path: string): Result<string, Fault> {
  const code = 'password_unusable';
  try {
    const text = readSecretFile(path, bytesMax, remedy)?.replace(/\r?\n$/, '');
    if (text !== undefined && isPassword(text)) return ok(text);
    const message = `${path} holds no password; expected one line of up to ${bytesMax} bytes in a regular file`;
    return err({ code, message });
  } catch (error) {
    const isLink = errorCode(error) === 'ELOOP';
    if (isLink) return err({ code, message: `${path} is a link; ${remedy}` });
    return err(fileFault(code, path, error));
  }
}
