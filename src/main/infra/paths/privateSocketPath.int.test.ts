import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ownSocketPath, privateSocketPath } from './privateSocketPath.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bw-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('privateSocketPath', () => {
  it('is the same for the same record, and another for another', () => {
    expect(privateSocketPath('sim', 'a.db', folder)).toBe(privateSocketPath('sim', './a.db', folder));
    expect(privateSocketPath('sim', 'a.db', folder)).not.toBe(privateSocketPath('sim', 'b.db', folder));
  });

  it('is refused in a folder that others may enter, or where it would be too long', () => {
    expect(privateSocketPath('sim', 'a.db', join(folder, 'x'.repeat(90)))).toBeUndefined();
    const shared = join(folder, `breakwater-${process.getuid?.()}`);
    mkdirSync(shared);
    chmodSync(shared, 0o755);
    expect(privateSocketPath('sim', 'a.db', folder)).toBeUndefined();
  });
});

describe.skipIf(process.platform === 'win32')('ownSocketPath', () => {
  const taken = (): string => join(folder, `breakwater-${process.getuid?.()}`);

  beforeEach(() => {
    vi.stubEnv('XDG_RUNTIME_DIR', undefined);
    vi.stubEnv('TMPDIR', folder);
  });

  afterEach(() => void vi.unstubAllEnvs());

  it('is the usual one where that folder is private', () => {
    expect(ownSocketPath('sim', 'a.db')).toBe(privateSocketPath('sim', 'a.db', folder));
  });

  it.each<[string, () => void]>([
    ['open to others', () => (mkdirSync(taken()), chmodSync(taken(), 0o777))],
    ['a link to another place', () => symlinkSync(mkdtempSync(join(folder, 'theirs-')), taken())],
    ...(process.getuid?.() === 0
      ? [
          [
            'of somebody else',
            () => (mkdirSync(taken(), { mode: 0o700 }), chownSync(taken(), 65_534, 65_534)),
          ] as [string, () => void],
        ]
      : []),
  ])('is in a new private folder where the usual one is %s', async (_, take) => {
    take();
    // The folder is made once in a process.
    vi.resetModules();
    const { ownSocketPath: fresh } = await import('./privateSocketPath.ts');
    const path = fresh('sim', 'a.db') ?? '';
    expect(dirname(dirname(path))).toBe(folder);
    expect(dirname(path)).not.toBe(taken());
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(fresh('sim', 'a.db')).toBe(path);
  });

  it('is nowhere in a temporary folder where others could exchange it', () => {
    chmodSync(folder, 0o777);
    expect(ownSocketPath('sim', 'a.db')).toBeUndefined();
  });
});
