/** Passwords from a file: which files are taken, and what the Logon has. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readCredentials } from './credentials.ts';

const secret = 'correct horse é|=';

function passwordPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-password-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'exec.password');
}

function kept(text: string | Buffer = Buffer.from(secret, 'latin1'), mode = 0o600): string {
  const path = passwordPath();
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
  return path;
}

describe('the password of a Logon', () => {
  test('is the line in the file, byte for byte, in Password or in RawData', () => {
    const passwordFile = kept(Buffer.from(`${secret}\r\n`, 'latin1'));
    expect(readCredentials({ username: 'ada', passwordFile, passwordAs: 'password' })).toEqual({
      ok: true,
      value: {
        secret,
        fields: [
          [553, 'ada'],
          [554, secret],
        ],
      },
    });
    expect(readCredentials({ passwordFile, passwordAs: 'rawData' })).toMatchObject({
      value: {
        fields: [
          [95, String(secret.length)],
          [96, secret],
        ],
      },
    });
  });

  test('is not needed', () => {
    const none = { ok: true, value: { fields: [], secret: undefined } };
    expect(readCredentials({ passwordAs: 'password' })).toEqual(none);
  });

  const link = (): string => {
    const path = passwordPath();
    symlinkSync(kept(), path);
    return path;
  };
  const folder = (): string => {
    const path = passwordPath();
    mkdirSync(path, { mode: 0o700 });
    return path;
  };
  test.skipIf(process.platform === 'win32').each([
    ['that its group can read', 'can be read by other users', () => kept(secret, 0o640)],
    ['that everybody can read', 'can be read by other users', () => kept(secret, 0o604)],
    ['that others can write', 'can be read by other users', () => kept(secret, 0o602)],
    ['that is a link', 'is a link', link],
    ['that is a folder', 'holds no password', folder],
    ['that is not there', 'there is no', passwordPath],
    ['that is empty', 'holds no password', () => kept('\n')],
    ['of two lines', 'holds no password', () => kept(`${secret}\n${secret}\n`)],
    ['with a separator of fields', 'holds no password', () => kept(`${secret}\u0001553=x`)],
    ['that is too long', 'holds no password', () => kept(secret.repeat(20))],
  ])('is not taken from a file %s', (_which, why, make) => {
    const passwordFile = make();
    const read = readCredentials({ passwordFile, passwordAs: 'password' });
    const message = read.ok ? '' : `${read.error.code}: ${read.error.message}`;
    expect(message).toContain(`password_unusable: `);
    expect(message).toContain(passwordFile);
    expect(message).toContain(why);
    expect(message).not.toContain('horse');
  });

  test.skipIf(process.getuid?.() !== 0)('is not taken from a file of another user', () => {
    const passwordFile = kept();
    chownSync(passwordFile, 65_534, 65_534);
    const read = readCredentials({ passwordFile, passwordAs: 'password' });
    expect(read).toMatchObject({ error: { message: expect.stringContaining('belongs to another user') } });
  });
});
