/** The name and the password of a Logon. The password stands in a file of its own, and is read for each Logon. */
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import { fileFault } from '../../../paths/fileFault.ts';
import { readSecretFile } from '../../../paths/secretFile.ts';
import { tags, type Field } from '../codec/fixMessage.ts';

/** Where the password stands in the Logon: in Password (554), or in RawData (96), as some venues of FIX 4.2 want it. */
export const passwordPlaces = ['password', 'rawData'] as const;

export interface CredentialSettings {
  readonly username?: string | undefined;
  /** Absolute path of the file with the password. */
  readonly passwordFile?: string | undefined;
  readonly passwordAs: (typeof passwordPlaces)[number];
}

/** What a Logon says beyond its settings. */
export interface Credentials {
  readonly fields: readonly Field[];
  /** The password among the fields. No record and no sentence may have it. */
  readonly secret: string | undefined;
}

const bytesMax = 256;
const remedy = 'expected a file that only its owner may read: chown and chmod 600';

/** Faults: `password_unusable`; the password itself is in none of them. */
export function readCredentials({
  username,
  passwordFile,
  passwordAs,
}: CredentialSettings): Result<Credentials, Fault> {
  const name: readonly Field[] = username === undefined ? [] : [[tags.username, username]];
  if (passwordFile === undefined) return ok({ fields: name, secret: undefined });
  const password = passwordIn(passwordFile);
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

function passwordIn(path: string): Result<string, Fault> {
  const code = 'password_unusable';
  try {
    const text = readSecretFile(path, bytesMax, remedy)?.replace(/\r?\n$/, '');
    if (text !== undefined && /^[ -~\u0080-\u00ff]+$/.test(text)) return ok(text);
    const message = `${path} holds no password; expected one line of up to ${bytesMax} bytes in a regular file`;
    return err({ code, message });
  } catch (error) {
    const isLink = error instanceof Error && 'code' in error && error.code === 'ELOOP';
    if (isLink) return err({ code, message: `${path} is a link; ${remedy}` });
    return err(fileFault(code, path, error));
  }
}
