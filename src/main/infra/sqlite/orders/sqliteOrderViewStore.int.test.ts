import Database from 'better-sqlite3';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import type { OrderViewStore } from '../../../engine/readmodel/orderViewStore.ts';
import { orderViewStoreContract } from '../../../engine/readmodel/testing/orderViewStoreContract.ts';
import { sampleOrder } from '../../../engine/readmodel/testing/sampleOrders.ts';
import { openSqliteOrderViewStore } from './sqliteOrderViewStore.ts';

function open(folder: string, readOnly = false): OrderViewStore {
  const opened = openSqliteOrderViewStore({ folder, readOnly });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}

orderViewStoreContract('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-views-'));
  return { open: () => open(folder), dispose: () => rmSync(folder, { recursive: true }) };
});

describe('the file of the orders read model', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-views-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps rows and checkpoint over a restart, and reads beside a writer', () => {
    const store = open(folder);
    store.save([sampleOrder(1, {})], { version: 3, position: 9 });
    const reader = open(folder, true);
    expect(reader.checkpoint()).toEqual({ version: 3, position: 9 });
    expect(reader.query({}).total).toBe(1);
    reader.close();
    store.close();
    const again = open(folder);
    expect(again.get(sampleOrder(1, {}).orderId)).toEqual(sampleOrder(1, {}));
    again.close();
  });

  it('says that there is none when asked only to read', () => {
    expect(openSqliteOrderViewStore({ folder, readOnly: true })).toMatchObject({
      ok: false,
      error: { code: 'store_missing' },
    });
  });

  it.each([
    [
      'is no database',
      (path: string) => writeFileSync(path, 'not a database, and long enough to look like a file'),
    ],
    ['is damaged', (path: string) => writeFileSync(path, readFileSync(path).fill(0x55, 4096))],
  ])('is made anew when it %s', (_how, harm) => {
    const store = open(folder);
    store.save(
      Array.from({ length: 200 }, (_unused, i) => sampleOrder(i + 1, {})),
      { version: 3, position: 9 },
    );
    store.close();
    harm(join(folder, 'views.db'));
    const again = open(folder);
    expect(again.checkpoint()).toEqual({ version: 0, position: 0 });
    expect(again.query({}).total).toBe(0);
    again.close();
  });

  it.each([
    ['of an older format', 'PRAGMA user_version = 1'],
    ['of a newer format', 'PRAGMA user_version = 99'],
    ['without its tables', 'DROP TABLE order_rows'],
  ])('is made anew when it is %s', (_how, sql) => {
    const store = open(folder);
    store.save([sampleOrder(1)], { version: 3, position: 9 });
    store.close();
    const database = new Database(join(folder, 'views.db'));
    database.exec(sql);
    database.close();
    const again = open(folder);
    expect(again.checkpoint()).toEqual({ version: 0, position: 0 });
    expect(again.query({})).toEqual({ rows: [], total: 0 });
    again.close();
  });

  it('is made anew beside a folder that stands in its place, which keeps what it holds', () => {
    for (const name of ['views.db.aside', 'views.db.aside2']) {
      mkdirSync(join(folder, 'views.db'));
      writeFileSync(join(folder, 'views.db', 'mine'), 'kept');
      const told: string[] = [];
      const opened = openSqliteOrderViewStore({ folder, onRemade: ({ code }) => told.push(code) });
      expect([opened.ok, told]).toEqual([true, ['store_unreachable']]);
      if (opened.ok) opened.value.close();
      expect(readFileSync(join(folder, name, 'mine'), 'utf8')).toBe('kept');
      rmSync(join(folder, 'views.db'));
    }
  });

  it('is left alone where the data folder can not be used', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(openSqliteOrderViewStore({ folder: join(folder, 'file', 'data') })).toMatchObject({
      error: { code: 'data_folder_unusable' },
    });
  });

  it('changes nothing by a save that fails, and takes it afterwards', () => {
    const store = open(folder);
    store.save([sampleOrder(1)], { version: 3, position: 9 });
    const before = [store.query({}), store.statistics(), store.checkpoint()];
    const other = new Database(join(folder, 'views.db'));
    other.exec('BEGIN IMMEDIATE');
    const rows = [sampleOrder(1, { status: 'filled' }), sampleOrder(2)];
    const save = (): void => store.save(rows, { version: 3, position: 20 });
    expect(save).toThrow(
      expect.objectContaining({ fault: expect.objectContaining({ code: 'store_locked' }) as unknown }),
    );
    expect([store.query({}), store.statistics(), store.checkpoint()]).toEqual(before);
    other.exec('ROLLBACK');
    other.close();
    save();
    expect(store.statistics().byStatus).toEqual({ filled: 1, accepted: 1 });
    expect(store.checkpoint().position).toBe(20);
    store.close();
  });

  it('says that it is closed', () => {
    const store = open(folder);
    store.close();
    expect(() => store.query({})).toThrow(StoreReadError);
  });
});
