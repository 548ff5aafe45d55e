import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { privateSocketPath } from './privateSocketPath.ts';

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
