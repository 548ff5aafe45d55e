import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OrderViewStore } from '../../../engine/readmodel/orderViewStore.ts';
import { sampleOrder } from '../../../engine/readmodel/testing/sampleOrders.ts';
import { sqliteReadModelBuilds } from './sqliteReadModelBuilds.ts';
import { openSqliteOrderViewStore } from './sqliteOrderViewStore.ts';
import { testFolder } from '../testing/testFolder.ts';

function opened(folder: string, readOnly = false): OrderViewStore {
  const result = openSqliteOrderViewStore({ folder, readOnly });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function begun(folder: string): OrderViewStore {
  const result = sqliteReadModelBuilds(folder).begin();
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe('the files of a rebuild', () => {
  it('take the place of the live one, also while another process reads it', () => {
    const folder = testFolder();
    const live = opened(folder);
    live.save([sampleOrder(1)], { version: 1, position: 5 });
    const reader = opened(folder, true);
    const built = begun(folder);
    built.save([sampleOrder(2), sampleOrder(3)], { version: 1, position: 9 });
    const { store, replaced, fault } = sqliteReadModelBuilds(folder).swap(built, live);
    expect({ replaced, fault }).toEqual({ replaced: true, fault: undefined });
    expect(store.query({}).total).toBe(2);
    expect(store.checkpoint().position).toBe(9);
    // The reader goes on with what it had; the next one gets the new rows, and so does the next start.
    expect(reader.query({}).rows).toEqual([sampleOrder(1)]);
    reader.close();
    store.save([sampleOrder(4)], { version: 1, position: 12 });
    const next = opened(folder, true);
    expect(next.query({}).total).toBe(3);
    next.close();
    store.close();
    sqliteReadModelBuilds(folder).discard();
    expect(existsSync(join(folder, 'rebuild'))).toBe(false);
    const again = opened(folder);
    expect(again.query({}).total).toBe(3);
    again.close();
  });

  it('leave the live one serving when they can not be moved', () => {
    const folder = testFolder();
    const live = opened(folder);
    live.save([sampleOrder(1)], { version: 1, position: 5 });
    const built = begun(folder);
    built.close();
    const builds = sqliteReadModelBuilds(folder);
    builds.discard(built);
    const { store, replaced, fault } = builds.swap(built, live);
    expect(replaced).toBe(false);
    expect(fault?.code).toBe('rebuild_failed');
    expect(store.query({}).rows).toEqual([sampleOrder(1)]);
    store.close();
  });

  it('begin from nothing, whatever an earlier build has left', () => {
    const folder = testFolder();
    const first = begun(folder);
    first.save([sampleOrder(1)], { version: 1, position: 5 });
    // Still open, as after a crash its log would be there.
    const second = begun(folder);
    expect(second.query({}).total).toBe(0);
    first.close();
    second.close();
    mkdirSync(join(folder, 'rebuild'), { recursive: true });
    writeFileSync(join(folder, 'rebuild', 'views.db'), 'half of a file');
    sqliteReadModelBuilds(folder).discard();
    expect(existsSync(join(folder, 'rebuild'))).toBe(false);
  });
});
