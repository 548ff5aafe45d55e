import Database from 'better-sqlite3';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import { pendingEventsMax, writeRetryMs } from '../../../engine/events/appendFaults.ts';
import { appended } from '../../../engine/events/testing/eventStoreFixture.ts';
import { manualTime } from '../../../engine/events/testing/manualTime.ts';
import {
  collect,
  readEverything,
  sampleEvent,
  sampleEvents,
  stream,
} from '../../../engine/events/testing/sampleEvents.ts';
import { openEventDatabase } from '../files/eventDatabase.ts';
import { openEventStoreToRead } from './readOnlyEventStore.ts';
import { openStoreInThread, storeOnConnection } from '../testing/storeInThread.ts';
import { testFolder } from '../testing/testFolder.ts';
import { verifyChain } from '../chain/verifyChain.ts';
import { defaultEventSourcing } from '../../../engine/configuration.ts';

const { commitEventsMax } = defaultEventSourcing;
const a = stream('order-a');

/** A store with a hand on its connection. */
function opened(folder = testFolder(), parts: { commitEventsMax?: number } = {}) {
  const time = manualTime();
  const logged: string[] = [];
  const logger = { log: (_level: unknown, message: string) => void logged.push(message) };
  const { store, connection } = storeOnConnection(folder, { ...time, logger, ...parts });
  onTestFinished(() => store.close());
  return { folder, time, database: connection, store, logged };
}

const unavailable = (code: string): unknown =>
  expect.objectContaining({
    ok: false,
    error: expect.objectContaining({
      code: 'store_unavailable',
      fault: expect.objectContaining({ code }) as unknown,
    }) as unknown,
  });

describe('a full disk', () => {
  it('stops appends in sight of all, loses nothing acknowledged, and goes on when there is room', async () => {
    const { store, database, time, folder, logged } = opened();
    const acknowledged = appended(await store.append(a, sampleEvents(10), 'no_stream')).events;
    const head = store.head();
    const pages = Number(database.pragma('page_count', { simple: true }));
    database.pragma(`max_page_count = ${pages}`);
    // More than what is left of the last pages, in one append and in those that were planned behind it.
    const large = sampleEvent('x'.repeat(40_000), 'large');
    const results = await Promise.all([
      store.append(a, [large], 9),
      store.append(a, sampleEvents(1), 10),
      store.append(stream('order-b'), sampleEvents(1), 'no_stream'),
    ]);
    expect(results).toEqual([unavailable('disk_full'), unavailable('disk_full'), unavailable('disk_full')]);
    expect(store.health()).toMatchObject({ writable: false, fault: { code: 'disk_full' } });
    expect(store.writeFault()?.message).toContain('The disk is full: events.db');
    expect(store.head()).toEqual(head);
    expect(await readEverything(store)).toStrictEqual(acknowledged);

    time.advance(writeRetryMs * 4);
    expect(store.writeFault()?.code).toBe('disk_full');
    database.pragma('max_page_count = 1000000');
    time.advance(writeRetryMs);
    expect(store.writeFault()).toBeUndefined();
    const later = appended(await store.append(a, [large], 9));
    expect(later.events[0]).toMatchObject({ position: 11, version: 10 });
    expect(logged).toEqual(['the event store can not write', 'the event store writes again']);
    expect(await verifyChain({ folder, scheduler: time.scheduler })).toMatchObject({
      value: { intact: true, events: 11 },
    });
  });
});

describe('other faults while running', () => {
  it('a lock of another program: refuses for as long as it is held', async () => {
    const { store, time, folder } = opened();
    const other = new Database(join(folder, 'events.db'));
    onTestFinished(() => void other.close());
    other.exec('BEGIN IMMEDIATE');
    expect(await store.append(a, sampleEvents(1), 'any')).toEqual(unavailable('store_locked'));
    other.exec('ROLLBACK');
    time.advance(writeRetryMs);
    appended(await store.append(a, sampleEvents(1), 'no_stream'));
  });

  it('a program that wrote behind its back: refuses, says so, and waits for a person', async () => {
    const { store, folder, time } = opened();
    await store.append(a, sampleEvents(1), 'any');
    const other = new Database(join(folder, 'events.db'));
    onTestFinished(() => void other.close());
    other.exec(`INSERT INTO events SELECT 2, stream, 1, 'forged', type, schema_version, data, correlation_id,
      causation_id, actor, time, hash FROM events`);
    expect(await store.append(a, sampleEvents(1), 0)).toEqual(unavailable('store_changed'));
    expect(store.head().position).toBe(1);
    // What another program did can't be undone by waiting.
    other.exec("DELETE FROM events WHERE event_id = 'forged'");
    time.advance(writeRetryMs * 4);
    expect(store.writeFault()).toMatchObject({
      code: 'store_changed',
      message: expect.stringContaining('run desk verify') as unknown,
    });
  });

  it('a damaged page under a question: refuses instead of guessing', async () => {
    const folder = testFolder();
    const first = opened(folder);
    for (let i = 0; i < 300; i++) {
      await first.store.append(stream(`order-${i}`), [sampleEvent('x'.repeat(90), `id-${1000 + i}`)], 'any');
    }
    await first.store.close();
    const path = join(folder, 'events.db');
    const bytes = readFileSync(path);
    // Every page of the index over streams and versions: the stream's names stand close together there.
    for (let at = 4096; at < bytes.length; at += 4096) {
      const page = bytes.subarray(at, at + 4096);
      if (page.includes('order-') && !page.includes('operator:test')) page.fill(0xff, 0, 200);
    }
    writeFileSync(path, bytes);
    const { store, time } = opened(folder);
    const result = await store.append(stream('order-7'), sampleEvents(1), 'any');
    expect(result).toEqual(unavailable('store_damaged'));
    expect(store.health()).toMatchObject({ writable: false, fault: { code: 'store_damaged' } });
    // The other pages take writes: it must not go on upon a file that is known to be damaged.
    time.advance(writeRetryMs * 4);
    expect(store.writeFault()).toMatchObject({
      code: 'store_damaged',
      message: expect.stringContaining('put a verified backup in its place') as unknown,
    });
  });

  it('a damaged page under a read: the reader is told, and nothing is written any more', async () => {
    const folder = testFolder();
    const first = opened(folder);
    for (let i = 0; i < 200; i++) {
      await first.store.append(a, [sampleEvent(`needle-${i} ${'x'.repeat(200)}`, `id-${1000 + i}`)], 'any');
    }
    await first.store.close();
    const path = join(folder, 'events.db');
    const bytes = readFileSync(path);
    const at = bytes.indexOf('needle-100 ');
    bytes.fill(0xff, at - (at % 4096), at - (at % 4096) + 12);
    writeFileSync(path, bytes);
    const { store } = opened(folder);
    await expect(readEverything(store)).rejects.toMatchObject({ fault: { code: 'store_damaged' } });
    expect(store.writeFault()?.code).toBe('store_damaged');
    expect(await store.append(stream('order-b'), sampleEvents(1), 'any')).toEqual(
      unavailable('store_damaged'),
    );
  });

  it('a clock that is set back: events keep the time they were told, and are found by it', async () => {
    const { store, time, folder } = opened();
    const start = time.clock.now();
    const at = (seconds: number): typeof start => epochMicros(start + seconds * 1_000_000);
    for (const seconds of [10, 20, 5, 6]) {
      time.setWall(at(seconds));
      appended(await store.append(a, sampleEvents(1), 'any'));
    }
    const other = new Database(join(folder, 'events.db'), { readonly: true });
    onTestFinished(() => void other.close());
    expect(other.prepare('SELECT position FROM clock_steps').pluck().all()).toEqual([3]);
    const found = await collect(store.readAll({ fromTime: at(6) }));
    expect(found.map((event) => [event.position, event.time])).toEqual([
      [1, at(10)],
      [2, at(20)],
      [3, at(5)],
      [4, at(6)],
    ]);
    expect(await verifyChain({ folder, scheduler: time.scheduler })).toMatchObject({
      value: { intact: true, events: 4 },
    });
  });

  it('data without a JSON form: rejects that append alone', async () => {
    const { store } = opened();
    const endless: Record<string, unknown> = {};
    endless['self'] = endless;
    const bad = { ...sampleEvent(), data: endless } as never;
    const results = await Promise.allSettled([
      store.append(a, sampleEvents(1), 'no_stream'),
      store.append(a, [sampleEvent(), bad], 0),
      store.append(a, sampleEvents(1), 0),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await readEverything(store)).map(({ version }) => version)).toEqual([0, 1]);
  });
});

describe('bounds', () => {
  it('a commit has so many rows at most, and a larger append one of its own', async () => {
    const { store } = opened();
    const commits: number[] = [];
    store.onCommitted((events) => commits.push(events.length));
    const sizes = [600, 300, 200, commitEventsMax + 500, 1];
    const results = await Promise.all(sizes.map((size) => store.append(a, sampleEvents(size), 'any')));
    expect(results.map((result) => appended(result).events.length)).toEqual(sizes);
    expect(commits).toEqual([900, 200, commitEventsMax + 500, 1]);
    expect((await readEverything(store)).map(({ position }) => position)).toEqual(
      Array.from({ length: 2601 }, (_, index) => index + 1),
    );
  });

  it('the configuration says how many rows a commit has at most', async () => {
    const { store } = opened(testFolder(), { commitEventsMax: 10 });
    const commits: number[] = [];
    store.onCommitted((events) => commits.push(events.length));
    await Promise.all(Array.from({ length: 25 }, () => store.append(a, sampleEvents(1), 'any')));
    expect(commits).toEqual([10, 10, 5]);
  });

  it('so many events wait for the disk at most; more are refused at once', async () => {
    const { store } = opened();
    const events = sampleEvents(1_000);
    const waiting: Promise<unknown>[] = [];
    for (let count = 0; count < pendingEventsMax; count += events.length) {
      const renamed = events.map((event, index) => ({ ...event, eventId: `w-${count + index}` as never }));
      waiting.push(store.append(a, renamed, 'any'));
    }
    expect(await store.append(a, sampleEvents(1), 'any')).toEqual(unavailable('store_overloaded'));
    await Promise.all(waiting);
    expect(store.head().position).toBe(pendingEventsMax);
    appended(await store.append(a, sampleEvents(1), 'any'));
  });
});

describe('opening', () => {
  const open = (folder: string, readOnly = false) =>
    readOnly
      ? openEventStoreToRead(folder, manualTime().scheduler)
      : openStoreInThread({ folder, ...manualTime() });
  const refused = (code: string): unknown =>
    expect.objectContaining({ ok: false, error: expect.objectContaining({ code }) as unknown });

  it.each([
    [
      'is no database',
      'store_foreign',
      () => Buffer.from('a shopping list, long enough to be looked at'.repeat(9)),
    ],
    ['belongs to another program', 'store_foreign', () => foreignDatabase('PRAGMA application_id = 7')],
    ['was written by a newer version', 'store_too_new', () => ourDatabase('PRAGMA user_version = 99')],
    ['has lost its table', 'store_schema_changed', () => ourDatabase('DROP TABLE events')],
  ])('refuses a file that %s, and leaves it as it is', (_what, code, content) => {
    const folder = testFolder();
    const path = join(folder, 'events.db');
    writeFileSync(path, content());
    const before = readFileSync(path);
    expect(open(folder)).toEqual(refused(code));
    expect(open(folder, true)).toEqual(refused(code));
    expect(readFileSync(path).equals(before)).toBe(true);
    // The refusal lets go of the lock: the next attempt has the same reason, not "in use".
    expect(open(folder)).toEqual(refused(code));
  });

  it('refuses a folder that can not be one', () => {
    const path = join(testFolder(), 'file');
    writeFileSync(path, '');
    expect(open(join(path, 'data'))).toEqual(refused('data_folder_unusable'));
  });

  it('refuses a data file that is a folder', () => {
    const folder = testFolder();
    mkdirSync(join(folder, 'events.db'));
    expect(open(folder)).toEqual(refused('store_unreachable'));
  });

  function foreignDatabase(sql: string): Buffer {
    const path = join(testFolder(), 'other.db');
    const database = new Database(path);
    database.exec(`CREATE TABLE things (id); ${sql}`);
    database.close();
    return readFileSync(path);
  }

  function ourDatabase(sql: string): Buffer {
    const folder = testFolder();
    const database = openEventDatabase(folder);
    if (!database.ok) throw new Error(database.error.message);
    database.value.exec(sql);
    database.value.close();
    return readFileSync(join(folder, 'events.db'));
  }
});
