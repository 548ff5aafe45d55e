import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tokenFile, tokenIn } from './ownerToken.ts';

function tokenPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bw-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return tokenFile(folder, 'intake');
}

describe('the token of a local endpoint', () => {
  it('is made once, for its user alone', () => {
    const path = tokenPath();
    const token = tokenIn(path);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(tokenIn(path)).toBe(token);
    expect(tokenIn(tokenPath())).not.toBe(token);
    const mode = process.platform === 'win32' ? 0o600 : statSync(path).mode & 0o777;
    expect(mode).toBe(0o600);
  });

  const token = 'b'.repeat(64);
  it.skipIf(process.platform === 'win32').each<[what: string, why: RegExp, make: (path: string) => void]>([
    ['that is empty', /holds no token/, (path) => writeFileSync(path, '', { mode: 0o600 })],
    ['that is no token', /holds no token/, (path) => writeFileSync(path, 'secret', { mode: 0o600 })],
    ['that never ends', /holds no token/, (path) => writeFileSync(path, token.repeat(99), { mode: 0o600 })],
    [
      'that others can read',
      /can be read by other users/,
      (path) => (writeFileSync(path, token), chmodSync(path, 0o640)),
    ],
    [
      'that is a link to another',
      /is a link/,
      (path) => (writeFileSync(`${path}.x`, token, { mode: 0o600 }), symlinkSync(`${path}.x`, path)),
    ],
    ['that is a pipe', /holds no token/, (path) => void spawnSync('mkfifo', ['-m', '600', path])],
  ])('is not taken from a file %s', (_what, why, make) => {
    const path = tokenPath();
    make(path);
    expect(() => tokenIn(path)).toThrow(why);
  });

  it.skipIf(process.getuid?.() !== 0)('is not taken from a file of another user', () => {
    const path = tokenPath();
    writeFileSync(path, token, { mode: 0o600 });
    chownSync(path, 65_534, 65_534);
    expect(() => tokenIn(path)).toThrow('belongs to another user');
  });
});
