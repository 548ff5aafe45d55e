import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { PasswordVault } from '../../engine/ports.ts';
import { passwordFile } from './passwordFile.ts';

const cheap = { N: 16, r: 8, p: 1 };
const password = 'correct horse battery';
let folder: string;
let path: string;
let vault: PasswordVault;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bw-passwords-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  path = join(folder, 'operators.json');
  vault = passwordFile(folder, cheap);
});

async function kept(text = password): Promise<string> {
  const result = await vault.keep(text);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

test('a password is known by its fingerprint, also after a restart, and no other is', async () => {
  const fingerprint = await kept();
  const again = passwordFile(folder, { ...cheap, N: 32 });
  expect(await again.compare(password, fingerprint)).toBe('same');
  expect(await again.compare('correct horse', fingerprint)).toBe('other');
  expect(await again.compare(password, undefined)).toBe('other');
});

test('the same password twice has two hashes, and the file has neither password nor fingerprint', async () => {
  const [first, second] = [await kept(), await kept()];
  expect(first).not.toBe(second);
  const text = readFileSync(path, 'utf8');
  for (const secret of [password, first, second]) expect(text).not.toContain(secret);
});

test.skipIf(process.platform === 'win32')('nobody but its owner may read the file', async () => {
  const fingerprint = await kept();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  chmodSync(path, 0o644);
  expect(await vault.compare(password, fingerprint)).toBe('lost');
  expect(await vault.keep('another password')).toMatchObject({ ok: false, error: { code: 'password_file' } });
});

test('a lost, damaged or altered file lets nobody in', async () => {
  const mine = await kept();
  const theirs = await kept('their password');
  const text = readFileSync(path, 'utf8');
  const { hashes } = JSON.parse(text) as { hashes: { hash: string; salt: string }[] };
  const [first, second] = hashes;
  const hashOfOther = JSON.stringify({ version: 1, hashes: [{ ...first, hash: second?.hash }] });
  const cheaper = text.replace('"N":16', '"N":2');
  for (const altered of [hashOfOther, cheaper, text.slice(0, -5), '', '{}']) {
    writeFileSync(path, altered);
    expect(await vault.compare(password, mine)).toBe('lost');
    expect(await vault.compare('their password', mine)).toBe('lost');
  }
  rmSync(path);
  expect(await vault.compare('their password', theirs)).toBe('lost');
  writeFileSync(path, text, { mode: 0o600 });
  expect(await vault.compare(password, mine)).toBe('same');
});

test('hashes that no profile names are forgotten', async () => {
  const [first, second] = [await kept(), await kept('another password')];
  await vault.retain([second]);
  expect(await vault.compare(password, first)).toBe('lost');
  expect(await vault.compare('another password', second)).toBe('same');
});

test('the same letters in another form are the same password', async () => {
  const fingerprint = await kept('cafe\u0301 au lait');
  expect(await vault.compare('caf\u00e9 au lait', fingerprint)).toBe('same');
});
