import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderViewStore } from '../../engine/readmodel/orderViewStore.ts';
import { orderViewStoreContract } from '../../engine/readmodel/testing/orderViewStoreContract.ts';
import { sampleOrder } from '../../engine/readmodel/testing/sampleOrders.ts';
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
});
