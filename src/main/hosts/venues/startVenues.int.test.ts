/** What keeps a FIX venue from starting. */
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { scriptedDesk } from '../../infra/venues/fix/testing/scriptedDesk.ts';
import { venuesOf } from './testing/venuesOf.ts';

/** A folder with this file, and what came of starting a desk whose session has these keys. */
async function startWith(file: string, content: string, mode: number, change: object) {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-fix-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, file), content);
  chmodSync(join(folder, file), mode);
  const started = await venuesOf(scriptedDesk(1, change), folder);
  expect(existsSync(join(folder, 'fix-exec.db'))).toBe(false);
  return { started, message: started.ok ? '' : started.error.message };
}

test.skipIf(process.platform === 'win32')(
  'a password that others can read keeps the desk from starting, in words that do not have it',
  async () => {
    const change = { passwordFile: 'exec.password' };
    const { started, message } = await startWith('exec.password', 'hunter2', 0o644, change);
    expect(started).toMatchObject({ ok: false, error: { code: 'password_unusable' } });
    expect(message).toContain('venue exec does not start: ');
    expect(message).toContain(
      'exec.password can be read by other users; expected a file that only its owner',
    );
    expect(message).not.toContain('hunter2');
  },
);

test("a password with the system's key store keeps a desk without a window from starting", async () => {
  const { started, message } = await startWith('unused', '', 0o600, { passwordKey: 'exec' });
  expect(started).toMatchObject({ ok: false, error: { code: 'key_store_unusable' } });
  expect(message).toBe(
    `venue exec does not start: the password "exec" (passwordKey) is with the system's key store, which only the console's window can use; expected passwordFile in its place, a file that only its owner may read`,
  );
});

test.each([
  ['missing.pem', 'no such file or directory'],
  ['ca.pem', 'ca.pem is no file of certificates (PEM): '],
])('a file of certificates that can not be read keeps the desk from starting: %s', async (caFile, why) => {
  const { started, message } = await startWith('ca.pem', 'no certificate', 0o644, { tls: { caFile } });
  expect(started).toMatchObject({ ok: false, error: { code: 'certificates_unusable' } });
  expect(message).toContain(why);
});
