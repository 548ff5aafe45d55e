import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';

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

test.skipIf(process.platform !== 'linux')(
  'a soak whose files may not grow any more says so in one line',
  { timeout: 2 * longMs },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const soak = [
      process.execPath,
      join(import.meta.dirname, 'soak.ts'),
      '--minutes',
      '600',
      '--dir',
      folder,
    ];
    const child = spawn('prlimit', ['--fsize=1000000', ...soak], { stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(said).toMatch(/^the soak ended early: the engine does not take the signals of the bench: .+\n$/);
    expect(readdirSync(folder)).toEqual([]);
  },
);
