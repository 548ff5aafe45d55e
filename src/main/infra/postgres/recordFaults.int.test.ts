/** What becomes of events when PostgreSQL, the way to it or another engine comes between. */
import Database from 'better-sqlite3';
import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { writeRetryMs } from '../../engine/events/appendFaults.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import { appended } from '../../engine/events/testing/eventStoreFixture.ts';
import { manualTime } from '../../engine/events/testing/manualTime.ts';
import {
  idsOf,
  readEverything,
  sampleEvent,
  sampleEvents,
  stream,
} from '../../engine/events/testing/sampleEvents.ts';
import { programFile, programRoot } from '../paths/programFiles.ts';
import { verifyChain } from '../sqlite/chain/verifyChain.ts';
import { openSqliteEventStore } from '../sqlite/events/sqliteEventStore.ts';
import type { StartLogThread } from '../sqlite/log/threadedLog.ts';
import { acknowledgedBeforeKill } from '../sqlite/testing/killWriter.ts';
import { testFolder } from '../sqlite/testing/testFolder.ts';
import { hasPostgres, PostgresServer } from '../testing/postgresServer.ts';
import { openPostgresEventStore } from './postgresEventStore.ts';
import type { PostgresSettings } from './recordAddress.ts';
import type { RecordThreadData } from './recordThread.ts';
import { CutProxy } from './testing/cutProxy.ts';

const a = stream('order-a');
/** What docs/postgres.md tells administrators and auditors to run. */
const docs = (() => {
  const page = readFileSync(join(programRoot, 'docs/postgres.md'), 'utf8');
  const blocks = [...page.matchAll(/```sql\n(.*?)```/gs)].map(([, text = '']) => text);
  return {
    restrict: blocks.find((text) => text.startsWith('ALTER')) ?? '',
    prove: blocks.find((text) => text.startsWith('SELECT')) ?? '',
  };
})();
const time = manualTime();

describe.skipIf(!hasPostgres)('the record in PostgreSQL', () => {
  let server: PostgresServer;
  let settings: PostgresSettings;
  beforeAll(async () => {
    server = await PostgresServer.start();
    settings = server.database('desk');
  });
  afterAll(() => server.stop());
  beforeEach(() => void sql('DROP SCHEMA IF EXISTS breakwater CASCADE'));

  const sql = (text: string): string => server.sql(text, settings.database);
  const recorded = (): string[] =>
    sql('SELECT event_id FROM breakwater.events ORDER BY position').split('\n').filter(Boolean);

  async function opened(folder: string, to = settings): Promise<EventStore> {
    const store = await openPostgresEventStore({ folder, owner: 'desk run', ...time }, to);
    if (!store.ok) throw new Error(store.error.message);
    onTestFinished(() => store.value.close());
    return store.value;
  }

  async function refusal(folder: string, to = settings) {
    const store = await openPostgresEventStore({ folder, owner: 'second', ...time }, to);
    if (!store.ok) return store.error;
    await store.value.close();
    throw new Error('expected a refusal');
  }

  async function untilWritable(store: EventStore): Promise<void> {
    await expect
      .poll(() => {
        time.advance(writeRetryMs);
        return store.writeFault();
      })
      .toBeUndefined();
  }

  async function throughProxy(): Promise<{ proxy: CutProxy; store: EventStore }> {
    const proxy = await CutProxy.open(server.port);
    onTestFinished(() => proxy.close());
    return { proxy, store: await opened(testFolder(), { ...settings, port: proxy.port }) };
  }

  it('has one writer: a second engine is refused in words that name the first', async () => {
    await opened(testFolder());
    expect(await refusal(testFolder())).toMatchObject({
      code: 'record_in_use',
      message: expect.stringContaining(`desk run (process ${process.pid} on ${hostname()}, since `) as string,
    });
  });

  it.each([
    [
      'synchronous_commit = off',
      'synchronous_commit is off, so that it acknowledges what its own disk may not have',
    ],
    [
      'synchronous_commit = local',
      'synchronous_commit is local, so that it acknowledges what its standby may not have',
    ],
  ])('is refused with %s', async (setting, words) => {
    sql(`ALTER DATABASE ${settings.database} SET ${setting}`);
    onTestFinished(() => void sql(`ALTER DATABASE ${settings.database} RESET ALL`));
    expect(await refusal(testFolder())).toMatchObject({
      code: 'record_unfit',
      message: expect.stringContaining(words) as string,
    });
  });

  it('says why it is not let in, and never the password', async () => {
    const passwordFile = join(testFolder(), 'password');
    writeFileSync(passwordFile, 'hunter2\n', { mode: 0o600 });
    const wrong = await refusal(testFolder(), { ...settings, passwordFile });
    expect(wrong).toMatchObject({ code: 'record_refused' });
    expect(wrong.message).toContain('password authentication failed');
    writeFileSync(passwordFile, '');
    const none = await refusal(testFolder(), { ...settings, passwordFile });
    const away = await refusal(testFolder(), { ...settings, port: 1 });
    expect([none.message, away.code]).toEqual([
      expect.stringContaining('holds no password'),
      'record_unreachable',
    ]);
    expect(JSON.stringify([wrong, none, away])).not.toMatch(/hunter2|only for tests/);
  });

  it('gives a machine that has no copy the whole store, with its hashes', async () => {
    const first = await opened(testFolder());
    const stored = appended(await first.append(a, sampleEvents(2_500), 'no_stream')).events;
    const head = first.head();
    await first.close();
    const folder = testFolder();
    const second = await opened(folder);
    expect([second.head(), second.streamVersion(a), second.findings?.broken]).toEqual([
      head,
      2_499,
      undefined,
    ]);
    expect(idsOf(await readEverything(second))).toEqual(idsOf(stored));
    const verified = await verifyChain({ folder, scheduler: time.scheduler });
    expect(verified).toMatchObject({ value: { intact: true, head, foreignCheckpoints: 1 } });
  });

  it.each([
    [
      'record_behind',
      'the record was rolled back',
      `DELETE FROM breakwater.events WHERE position = 3;
      UPDATE breakwater.writer SET position = 2, hash = (SELECT hash FROM breakwater.events WHERE position = 2)`,
    ],
    [
      'record_differs',
      'different events at position 3',
      `UPDATE breakwater.events SET hash = 'f' WHERE position = 3;
      UPDATE breakwater.writer SET hash = 'f'`,
    ],
    ['record_other', 'another store', `UPDATE breakwater.store SET id = 'other'`],
    ['record_empty', 'desk migrate --to postgres', 'DROP SCHEMA breakwater CASCADE'],
    ['record_changed', 'its last row is not the one', 'DELETE FROM breakwater.events WHERE position = 3'],
  ])('is refused with %s where it does not fit the copy', async (code, words, change) => {
    const folder = testFolder();
    const store = await opened(folder);
    appended(await store.append(a, sampleEvents(3), 'any'));
    await store.close();
    sql(change);
    expect(await refusal(folder)).toMatchObject({ code, message: expect.stringContaining(words) as string });
    expect(await verifyChain({ folder, scheduler: time.scheduler })).toMatchObject({
      value: { intact: true, events: 3 },
    });
  });

  it('is not copied from a broken row on', async () => {
    const store = await opened(testFolder());
    appended(await store.append(a, sampleEvents(3), 'any'));
    await store.close();
    sql(`UPDATE breakwater.events SET actor = 'operator:eve' WHERE position = 2`);
    expect(await refusal(testFolder())).toMatchObject({
      code: 'record_broken',
      message: expect.stringContaining('broken at position 2') as string,
    });
  });

  it('takes nothing more from an engine that lost it, and the engine does not try again', async () => {
    const store = await opened(testFolder());
    appended(await store.append(a, sampleEvents(1), 'any'));
    sql('UPDATE breakwater.writer SET epoch = epoch + 1');
    expect(await store.append(a, sampleEvents(1), 'any')).toMatchObject({
      error: { code: 'store_unavailable', fault: { code: 'record_taken' } },
    });
    time.advance(writeRetryMs * 3);
    expect(store.writeFault()?.message).toContain('Stop this engine.');
    expect(recorded()).toHaveLength(1);
  });

  it.each([
    ['before', [false], 'lost before the commit is refused, and nothing of it is there'],
    ['after', [true], 'whose answer is lost after the commit is settled by asking, and is there once'],
    [
      'half',
      [false, true],
      'that PostgreSQL still works on while the engine is cut off is settled once that has ended',
    ],
  ] as const)('%s: whether it is there may be %j for an append %s', async (cut, may, _words) => {
    const { proxy, store } = await throughProxy();
    const before = appended(await store.append(a, sampleEvents(1), 'any')).events;
    const event = sampleEvent(`cut ${cut}`);
    proxy.cutAt(`cut ${cut}`, cut);
    const answer = await store.append(a, [event], 0);
    expect(proxy.cuts).toBe(1);
    const isThere = recorded().includes(event.eventId);
    expect(answer.ok).toBe(isThere);
    expect(may).toContain(isThere);
    await untilWritable(store);
    const again = appended(await store.append(a, [event], isThere ? 'any' : 0));
    expect(again.version).toBe(1);
    expect(recorded()).toEqual([...idsOf(before), event.eventId]);
    expect(recorded()).toEqual(idsOf(await readEverything(store)));
  });

  it('is never taken for lost or written when its thread ends: the next start says what became of it', async () => {
    const start: StartLogThread = (data) => {
      const workerData: RecordThreadData = { ...data, settings, owner: 'desk run' };
      const worker = new Worker(programFile('recordThread'), { workerData });
      const send = worker.postMessage.bind(worker);
      worker.postMessage = (message: { readonly type: string }) =>
        message.type === 'write' ? void worker.terminate() : send(message);
      return worker;
    };
    const store = await openSqliteEventStore({ folder: testFolder(), ...time }, start);
    if (!store.ok) throw new Error(store.error.message);
    let answers = 0;
    void store.value.append(a, sampleEvents(1), 'any').then(() => answers++);
    await expect.poll(() => store.value.writeFault()?.code).toBe('record_thread_ended');
    time.advance(writeRetryMs * 3);
    expect([answers, store.value.health().pendingAppends]).toEqual([0, 1]);
    const next = await opened(testFolder());
    expect(idsOf(await readEverything(next))).toEqual(recorded());
  });

  it('that takes no writes for a while takes them again, also from a role that can only add', async () => {
    const folder = testFolder();
    await (await opened(folder)).close();
    sql(docs.restrict);
    const store = await opened(folder);
    appended(await store.append(a, sampleEvents(1), 'any'));
    const readOnly = (is: string): void => {
      server.sql(`ALTER SYSTEM SET default_transaction_read_only = ${is}`);
      server.sql('SELECT pg_reload_conf()');
    };
    onTestFinished(() => readOnly('off'));
    readOnly('on');
    await expect
      .poll(async () => (await store.append(a, sampleEvents(1), 'any')).ok || store.writeFault()?.code)
      .toBe('store_read_only');
    readOnly('off');
    await untilWritable(store);
    appended(await store.append(a, sampleEvents(1), 'any'));
    expect(idsOf(await readEverything(store))).toEqual(recorded());
    expect(sql(docs.prove)).toBe('');
    sql(`UPDATE breakwater.events SET actor = 'operator:eve' WHERE position = 1`);
    expect(sql(docs.prove)).toBe('1');
  });

  it('keeps an append without an answer while the copy takes nothing, and answers once both have it', async () => {
    const folder = testFolder();
    const store = await opened(folder);
    const other = new Database(join(folder, 'events.db'));
    onTestFinished(() => void other.close());
    other.exec('BEGIN IMMEDIATE');
    const answer = store.append(a, sampleEvents(1), 'any');
    await expect.poll(() => store.writeFault()?.code).toBe('store_locked');
    expect([recorded().length, store.head().position, store.health().pendingAppends]).toEqual([1, 0, 1]);
    other.exec('ROLLBACK');
    expect(idsOf(appended(await answer).events)).toEqual(recorded());
    await untilWritable(store);
    appended(await store.append(a, sampleEvents(1), 0));
    expect(idsOf(await readEverything(store))).toEqual(recorded());
  });

  it('has all that a writer acknowledged before it was killed, also for a machine without its folder', async () => {
    const folder = testFolder();
    for (const lifeMs of [20, 120]) {
      const acknowledged = await acknowledgedBeforeKill(folder, 20, lifeMs, settings);
      const ids = recorded();
      for (const { eventId, position } of acknowledged) expect(ids[position - 1]).toBe(eventId);
      expect(new Set(ids).size).toBe(ids.length);
      for (const place of [testFolder(), folder]) {
        const store = await opened(place);
        expect(idsOf(await readEverything(store))).toEqual(ids);
        await store.close();
      }
    }
  });

  it('that is killed under load and started again has all that was acknowledged, once', async () => {
    const folder = testFolder();
    const store = await opened(folder);
    const acknowledged: string[] = [];
    const load = new AbortController();
    const appends = Array.from({ length: 8 }, async (_, index) => {
      while (!load.signal.aborted) {
        const event = sampleEvent(`load ${index}`);
        const result = await store.append(stream(`order-${index}`), [event], 'any');
        if (result.ok) acknowledged.push(event.eventId);
        else await untilWritable(store);
      }
    });
    const more = async (): Promise<void> => {
      const least = acknowledged.length + 50;
      await expect.poll(() => acknowledged.length).toBeGreaterThan(least);
    };
    for (let round = 0; round < 2; round++) {
      await more();
      await server.crash();
      await expect.poll(() => store.writeFault()?.code).toBe('record_unreachable');
      await server.begin();
    }
    await more();
    load.abort();
    await Promise.all(appends);
    const ids = recorded();
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(acknowledged));
    expect(idsOf(await readEverything(store))).toEqual(ids);
    await store.close();
    expect(await verifyChain({ folder, scheduler: time.scheduler })).toMatchObject({
      value: { intact: true, events: ids.length },
    });
  });
});
