import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { VenuePasswords, type Cipher } from './venuePasswords.ts';

const secret = 'hunter2=secret';
let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'breakwater-passwords-')), 'venue-passwords');
});

afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

/** A key store of one machine: what another machine's encrypted is no password here. */
const cipherOf = (machine: string): Cipher => ({
  whyUnusable: () => undefined,
  encrypt: (text) => Buffer.from(`${machine}:${text}`).map((byte) => byte ^ 0x5a) as Buffer,
  decrypt: (bytes) => {
    const [from, text] = Buffer.from(bytes.map((byte) => byte ^ 0x5a))
      .toString()
      .split(':');
    if (from !== machine || text === undefined) throw new Error('not mine');
    return text;
  },
});
const passwordsOf = (cipher = cipherOf('here')) => new VenuePasswords(folder, cipher);

test('a password is kept encrypted, in a file that only its owner may read, and comes back', () => {
  expect(passwordsOf().read('exec')).toEqual({ ok: true, value: undefined });
  expect(passwordsOf().keep('exec', 'before')).toMatchObject({ ok: true });
  expect(passwordsOf().keep('exec', secret)).toMatchObject({ ok: true });
  expect(passwordsOf().read('exec')).toEqual({ ok: true, value: secret });
  expect(readdirSync(folder)).toEqual(['exec.password']);
  expect(readFileSync(join(folder, 'exec.password'), 'latin1')).not.toContain(secret);
  if (process.platform === 'win32') return;
  expect(statSync(join(folder, 'exec.password')).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  chmodSync(join(folder, 'exec.password'), 0o644);
  expect(passwordsOf().read('exec')).toMatchObject({
    error: { code: 'password_unusable', message: expect.stringContaining('can be read by other users') },
  });
});

test('without a key store nothing is written or read, and the sentence says what to do', () => {
  const without = passwordsOf({ ...cipherOf('here'), whyUnusable: () => 'there is no keyring (basic_text)' });
  const fault = {
    code: 'key_store_unusable',
    message:
      'the key store of this system can not be used: there is no keyring (basic_text); expected passwordFile in place of passwordKey in the configuration, a file that only its owner may read',
  };
  expect(without.read('exec')).toEqual({ ok: false, error: fault });
  expect(without.keep('exec', secret)).toEqual({ ok: false, error: fault });
  expect(() => readdirSync(folder)).toThrow('ENOENT');
});

test('what another machine encrypted, or nobody, is to be given again, and no fault has it', () => {
  passwordsOf(cipherOf('elsewhere')).keep('exec', secret);
  const answer = passwordsOf().read('exec');
  expect(answer).toMatchObject({ ok: false, error: { code: 'password_unusable' } });
  writeFileSync(join(folder, 'exec.password'), secret);
  expect(passwordsOf().read('exec')).toEqual(answer);
  expect(JSON.stringify(answer)).not.toContain('hunter2');
  passwordsOf().keep('exec', secret);
  expect(passwordsOf().read('exec')).toEqual({ ok: true, value: secret });
});

test('a key store that fails in the middle leaves the password before', () => {
  passwordsOf().keep('exec', secret);
  const failing: Cipher = {
    ...cipherOf('here'),
    encrypt: () => {
      throw new Error(secret);
    },
  };
  const answer = passwordsOf(failing).keep('exec', 'another');
  expect(answer).toMatchObject({ ok: false, error: { code: 'password_unusable' } });
  expect(JSON.stringify(answer)).not.toContain('hunter2');
  expect(passwordsOf().read('exec')).toEqual({ ok: true, value: secret });
});
