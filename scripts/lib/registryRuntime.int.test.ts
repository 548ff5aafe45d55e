import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isComplete } from './registryRuntime.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-runtime-'));
  mkdirSync(join(folder, 'native'));
  writeFileSync(join(folder, 'electron'), 'program');
  writeFileSync(join(folder, 'native', 'sqlite'), 'code');
  writeFileSync(join(folder, '.complete.json'), JSON.stringify({ electron: 7, 'native/sqlite': 4 }));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a prepared runtime', () => {
  it('is whole with every file of its list', async () => {
    expect(await isComplete(folder)).toBe(true);
  });

  it('is not whole without its list, as when it was being written', async () => {
    rmSync(join(folder, '.complete.json'));
    expect(await isComplete(folder)).toBe(false);
  });

  it('is not whole when a file is missing or cut short', async () => {
    writeFileSync(join(folder, 'electron'), 'pro');
    expect(await isComplete(folder)).toBe(false);
    rmSync(join(folder, 'electron'));
    expect(await isComplete(folder)).toBe(false);
  });

  it('may lack the folder that is put elsewhere', async () => {
    rmSync(join(folder, 'native'), { recursive: true });
    expect(await isComplete(folder)).toBe(false);
    expect(await isComplete(folder, 'native')).toBe(true);
  });
});
