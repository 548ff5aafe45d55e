import Database from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manualTime } from '../../../engine/events/testing/manualTime.ts';
import { sampleEvents, stream } from '../../../engine/events/testing/sampleEvents.ts';
import { backupEvents } from '../events/backupEvents.ts';
import { openEventDatabase } from './eventDatabase.ts';
import { openEventStoreToRead } from '../events/readOnlyEventStore.ts';
import { openStoreInThread } from '../testing/storeInThread.ts';
import { openSqliteOrderViewStore } from '../orders/sqliteOrderViewStore.ts';
import { openSqliteSnapshotStore } from '../derived/sqliteSnapshotStore.ts';
import { openSqliteSubscriptionCheckpoints } from '../derived/sqliteSubscriptionCheckpoints.ts';
import { testFolder } from '../testing/testFolder.ts';
import { verifyChain } from '../chain/verifyChain.ts';

const time = manualTime();

async function filled(): Promise<string> {
  const folder = testFolder();
  const store = openStoreInThread({ folder, ...time });
  if (!store.ok) throw new Error(store.error.message);
  await store.value.append(stream('order-a'), sampleEvents(5), 'any');
  await store.value.close();
  return folder;
}

function change(folder: string, sql: string, name = 'events.db'): void {
  const database = new Database(join(folder, name));
  database.unsafeMode();
  database.exec(sql);
  database.close();
}

const trigger = `CREATE TRIGGER quiet AFTER INSERT ON events WHEN new.type = 'OrderFilled'
  BEGIN DELETE FROM events WHERE position = new.position; END`;
const rewritten = (from: string, to: string): string =>
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '${from}', '${to}') WHERE name = 'events';
   PRAGMA writable_schema = OFF`;

describe('what is in the event store besides its rows', () => {
  it.each([
    ['a trigger that deletes fills', trigger, 'trigger quiet'],
    ['a view', 'CREATE VIEW fills AS SELECT * FROM events', 'view fills'],
    ['a table', 'CREATE TABLE more (a)', 'table more'],
    ['an index', 'CREATE INDEX by_type ON events (type)', 'index by_type'],
    ['a column more', 'ALTER TABLE events ADD COLUMN more', 'table events'],
    ['another collation', rewritten('stream TEXT', 'stream TEXT COLLATE NOCASE'), 'table events'],
    ['a constraint less', rewritten('data TEXT NOT NULL', 'data TEXT'), 'table events'],
    ['a table less', 'DROP TABLE clock_steps', 'table clock_steps'],
    ['a table by another name', 'ALTER TABLE checkpoints RENAME TO kept', 'table'],
  ])('%s: seen by verify, by a start, by a reader and by a backup', async (_what, sql, named) => {
    const folder = await filled();
    change(folder, sql);
    const named_ = expect.stringContaining(named) as unknown;
    expect(await verifyChain({ folder, scheduler: time.scheduler })).toMatchObject({
      value: { intact: false, kind: 'schema', message: named_ },
    });
    const fault = { ok: false, error: { code: 'store_schema_changed', message: named_ } };
    expect(openStoreInThread({ folder, ...time })).toMatchObject(fault);
    expect(openEventStoreToRead(folder, time.scheduler)).toMatchObject(fault);
    const target = join(testFolder(), 'backup.db');
    expect(await backupEvents({ folder, target, scheduler: time.scheduler })).toMatchObject(fault);
  });

  it('is right in a file of the format before, and in one that was brought to the present one', async () => {
    const folder = await filled();
    change(folder, 'DROP TABLE checkpoints; DROP TABLE store; PRAGMA user_version = 1');
    expect(openEventStoreToRead(folder, time.scheduler)).toMatchObject({ ok: true });
    for (let opening = 0; opening < 2; opening++) {
      const opened = openEventDatabase(folder);
      expect(opened).toMatchObject({ ok: true });
      if (opened.ok) opened.value.close();
    }
    change(folder, 'DROP TABLE checkpoints; DROP TABLE store; PRAGMA user_version = 1');
    change(folder, trigger);
    expect(openEventDatabase(folder)).toMatchObject({ error: { code: 'store_schema_changed' } });
  });
});

describe('what is in a derived file besides its rows', () => {
  it('is thrown away with the file at a start', async () => {
    const folder = await filled();
    const open = {
      'views.db': () => openSqliteOrderViewStore({ folder }),
      'snapshots.db': () => openSqliteSnapshotStore(folder),
      'subscriptions.db': () => openSqliteSubscriptionCheckpoints(folder),
    };
    for (const [name, opening] of Object.entries(open)) {
      const first = opening();
      if (first.ok) first.value.close();
      change(
        folder,
        'CREATE TABLE more (a); CREATE TRIGGER t AFTER INSERT ON more BEGIN SELECT 1; END',
        name,
      );
      const again = opening();
      expect(again).toMatchObject({ ok: true });
      if (again.ok) again.value.close();
      const database = new Database(join(folder, name), { readonly: true });
      expect(database.prepare("SELECT name FROM sqlite_schema WHERE name IN ('more', 't')").all()).toEqual(
        [],
      );
      database.close();
    }
  });

  it('makes a read model that can not be believed, but for the indexes it makes for itself', async () => {
    const folder = await filled();
    const views = openSqliteOrderViewStore({ folder });
    if (!views.ok) throw new Error(views.error.message);
    views.value.query({ sort: [{ field: 'price', descending: true }], offset: 0, limit: 1 });
    views.value.close();
    const reading = openSqliteOrderViewStore({ folder, readOnly: true });
    expect(reading).toMatchObject({ ok: true });
    if (reading.ok) reading.value.close();
    change(folder, 'CREATE INDEX sorted_by_more ON orders (account)', 'views.db');
    expect(openSqliteOrderViewStore({ folder, readOnly: true })).toMatchObject({
      error: { code: 'store_schema_changed' },
    });
  });
});
