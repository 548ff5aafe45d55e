import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

/** A loaded machine is waited for. */
const longMs = 60_000;

test('a soak that Ctrl C ends half way leaves no file behind', { timeout: 2 * longMs }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-test-'));
  const files = (): readonly string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const soak = spawn(process.execPath, [join(import.meta.dirname, 'soak.ts'), '--dir', folder], {
    stdio: 'ignore',
  });
  try {
    const ended = once(soak, 'exit');
    await vi.waitUntil(() => files().some((file) => file.endsWith('events.db-wal')), { timeout: longMs });
    soak.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(files()).toEqual([]);
  } finally {
    soak.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});
