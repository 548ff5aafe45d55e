import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { withFileLock } from './fileLock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-lock-'));
const longGone = 2 ** 22 + 1;

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('withFileLock', () => {
  it('lets one in at a time', async () => {
    const file = join(folder, 'one');
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await delay(20);
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withFileLock(file, 'testing', work)));
    expect(most).toBe(1);
    expect(existsSync(file)).toBe(false);
  });

  it('takes over from a process that is gone', async () => {
    const file = join(folder, 'gone');
    writeFileSync(file, `${longGone}\n`);
    expect(await withFileLock(file, 'testing', () => 'done')).toBe('done');
  });

  it('is free again after a failure', async () => {
    const file = join(folder, 'failure');
    await expect(
      withFileLock(file, 'testing', () => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    expect(await withFileLock(file, 'testing', () => 'done')).toBe('done');
  });
});
