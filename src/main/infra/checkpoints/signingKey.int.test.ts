import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { publicKeyText } from './signedCheckpoint.ts';
import { publicKeyOf, signingKeyName, signingKeyOf } from './signingKey.ts';

function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it('is made at the first use, for its owner alone, and is the same from then on', () => {
  const folder = testFolder();
  expect(publicKeyOf(folder)).toBeUndefined();
  const first = signingKeyOf(folder);
  if (!first.ok) throw new Error(first.error.message);
  expect(readdirSync(folder)).toEqual([signingKeyName]);
  expect(statSync(join(folder, signingKeyName)).mode & 0o777).toBe(0o600);
  const second = signingKeyOf(folder);
  if (!second.ok) throw new Error(second.error.message);
  const texts = [createPublicKey(first.value), createPublicKey(second.value), publicKeyOf(folder)!];
  expect(new Set(texts.map(publicKeyText)).size).toBe(1);
});

it('that can not be read is refused, and never replaced', () => {
  const folder = testFolder();
  writeFileSync(join(folder, signingKeyName), 'no key');
  expect(signingKeyOf(folder)).toMatchObject({ ok: false, error: { code: 'signing_key_unusable' } });
  expect(publicKeyOf(folder)).toBeUndefined();
  expect(signingKeyOf(join(folder, 'missing'))).toMatchObject({
    ok: false,
    error: { code: 'signing_key_unusable' },
  });
});
