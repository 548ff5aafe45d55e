import Database from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { emptyChainHash } from '../../../engine/events/schema/chainInput.ts';
import type { SnapshotStore } from '../../../engine/events/snapshotStore.ts';
import { snapshotStoreContract } from '../../../engine/events/testing/snapshotStoreContract.ts';
import { openSqliteSnapshotStore } from './sqliteSnapshotStore.ts';
import { testFolder } from '../testing/testFolder.ts';

const at = { position: 0, hash: emptyChainHash };

function opened(folder: string): SnapshotStore {
  const store = openSqliteSnapshotStore(folder);
  if (!store.ok) throw new Error(store.error.message);
  return store.value;
}

function change(folder: string, sql: string): void {
  const database = new Database(join(folder, 'snapshots.db'));
  database.exec(sql);
  database.close();
}

snapshotStoreContract('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-snapshots-'));
  return {
    open: () => opened(folder),
    // Still JSON, and still of the same version: only the checksum tells.
    damage: (key) =>
      change(folder, `UPDATE snapshots SET data = replace(data, 'right', 'wrong') WHERE key = '${key}'`),
    dispose: () => rmSync(folder, { recursive: true }),
  };
});

describe('a file of snapshots', () => {
  it.each([
    ['a position', 'position = 1'],
    ['a hash', "hash = 'ab'"],
    ['a version', 'schema_version = 2'],
  ])('with %s changed by hand is not believed', (_what, assignment) => {
    const folder = testFolder();
    const store = opened(folder);
    onTestFinished(() => store.close());
    store.save('a', 1, at, {});
    change(folder, `UPDATE snapshots SET ${assignment}`);
    expect([store.load('a', 1), store.load('a', 2)]).toEqual([undefined, undefined]);
  });

  it.each([
    ['is no database', () => Buffer.from('a shopping list, long enough to be looked at'.repeat(9))],
    ['was cut off', (bytes: Buffer) => bytes.subarray(0, 4096)],
    ['has a damaged first page', (bytes: Buffer) => bytes.fill(0xa5, 100, 4000)],
  ])('that %s is made anew', (_what, harm) => {
    const folder = testFolder();
    const path = join(folder, 'snapshots.db');
    const first = opened(folder);
    first.save('a', 1, at, {});
    first.close();
    writeFileSync(path, harm(readFileSync(path)));
    const again = opened(folder);
    onTestFinished(() => again.close());
    expect(again.load('a', 1)).toBeUndefined();
    expect(again.save('a', 1, at, 'new')).toEqual({ ok: true, value: undefined });
    expect(again.load('a', 1)).toEqual({ at, data: 'new' });
  });

  it('says when it can not be written', () => {
    const folder = testFolder();
    const store = opened(folder);
    onTestFinished(() => store.close());
    store.save('a', 1, at, 'first');
    const other = new Database(join(folder, 'snapshots.db'));
    onTestFinished(() => void other.close());
    other.exec('BEGIN IMMEDIATE');
    expect(store.save('a', 1, at, 'second')).toMatchObject({ ok: false, error: { code: 'store_locked' } });
    expect(store.load('a', 1)?.data).toBe('first');
  });
});
