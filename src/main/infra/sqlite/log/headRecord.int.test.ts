import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HeadRecord, headRecordName, readHeadRecord } from './headRecord.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-head-'));
  path = join(folder, headRecordName);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the note of the head', () => {
  test.each([
    ['removed', () => rmSync(path)],
    ['moved', () => renameSync(path, `${path}.x`)],
    [
      'replaced',
      () => {
        copyFileSync(path, `${path}.x`);
        renameSync(`${path}.x`, path);
      },
    ],
  ])('stands beside the store again after the next commit when somebody has %s it', (_how, spoil) => {
    const record = new HeadRecord(folder, false);
    record.noteSigned(1, { position: 1, hash: 'a'.repeat(64) });
    spoil();
    record.note({ position: 2, hash: 'b'.repeat(64) });
    record.note({ position: 3, hash: 'c'.repeat(64) });
    record.close();
    expect(readHeadRecord(folder)).toEqual({ position: 3, hash: 'c'.repeat(64), signed: 1 });
  });
});
