/** What becomes of events when PostgreSQL, the way to it or another engine comes between. */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeRetryMs } from '../../engine/events/appendFaults.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import { appended } from '../../engine/events/testing/eventStoreFixture.ts';
import {
  idsOf,
  readEverything,
  sampleEvent,
  sampleEvents,
  stream,
} from '../../engine/events/testing/sampleEvents.ts';
import { programFile } from '../paths/programFiles.ts';
import { verifyChain } from '../sqlite/chain/verifyChain.ts';
import { openSqliteEventStore } from '../sqlite/events/sqliteEventStore.ts';
import { fileCheckMs } from '../sqlite/events/writableEventStore.ts';
import type { StartLogThread } from '../sqlite/log/threadedLog.ts';
import { acknowledgedBeforeKill } from '../sqlite/testing/killWriter.ts';
import { testFolder } from '../sqlite/testing/testFolder.ts';
import { hasPostgres } from '../testing/postgresServer.ts';
import type { RecordThreadData } from './recordThread.ts';
import { SharedLease } from './sharedLease.ts';
import { CutProxy } from './testing/cutProxy.ts';
import { pageSql } from './testing/pageSql.ts';
import { RecordBed, time, untilWritable } from './testing/recordBed.ts';

const a = stream('order-a');
const docs = { restrict: pageSql('ALTER'), prove: pageSql('SELECT') };

describe.skipIf(!hasPostgres)('the record in PostgreSQL', () => {
  const bed = new RecordBed();

  async function throughProxy(folder = testFolder()): Promise<{ proxy: CutProxy; store: EventStore }> {
    const proxy = await CutProxy.open(bed.server.port);
    onTestFinished(() => proxy.close());
    return { proxy, store: await bed.opened(folder, { ...bed.settings, port: proxy.port }) };
  }

  it('takes nothing more from an engine that lost it, and the engine does not try again', async () => {
    const store = await bed.opened(testFolder());
    appended(await store.append(a, sampleEvents(1), 'any'));
    bed.sql('UPDATE breakwater.writer SET epoch = epoch + 1');
    expect(await store.append(a, sampleEvents(1), 'any')).toMatchObject({
      error: { code: 'store_unavailable', fault: { code: 'record_taken' } },
    });
    time.advance(writeRetryMs * 3);
    expect(store.writeFault()?.message).toContain('Stop this engine.');
    expect(bed.recorded()).toHaveLength(1);
  });

  it.each([
    ['of the same engine', ''],
    ['of the one before', ', epoch = 0'],
  ])('that is put back to a state %s is noticed while nothing is written', async (_whose, epoch) => {
    const store = await bed.opened(testFolder());
    appended(await store.append(a, sampleEvents(1), 'any'));
    bed.sql(
      `DELETE FROM breakwater.events; UPDATE breakwater.writer SET position = 0, hash = repeat('0', 64)${epoch}`,
    );
    await expect
      .poll(() => {
        time.advance(fileCheckMs);
        return store.writeFault()?.code;
      })
      .toBe('record_changed');
  });

  it.each([
    ['lost before the commit is refused, and nothing of it is there', 'before', [false]],
    ['whose answer is lost after the commit is settled by asking, and is there once', 'after', [true]],
    [
      'that PostgreSQL still works on while the engine is cut off is settled once that has ended',
      'half',
      [false, true],
    ],
  ] as const)('an append %s', async (_words, cut, may) => {
    const { proxy, store } = await throughProxy();
    const before = appended(await store.append(a, sampleEvents(1), 'any')).events;
    const event = sampleEvent(`cut ${cut}`);
    proxy.cutAt(`cut ${cut}`, cut);
    const answer = await store.append(a, [event], 0);
    expect(proxy.cuts).toBe(1);
    const isThere = bed.recorded().includes(event.eventId);
    expect(answer.ok).toBe(isThere);
    expect(may).toContain(isThere);
    await untilWritable(store);
    const again = appended(await store.append(a, [event], isThere ? 'any' : 0));
    expect(again.version).toBe(1);
    expect(bed.recorded()).toEqual([...idsOf(before), event.eventId]);
    expect(bed.recorded()).toEqual(idsOf(await readEverything(store)));
  });

  it('is never taken for lost or written when its thread ends: the next start says what became of it', async () => {
    const start: StartLogThread = (data) => {
      const workerData: RecordThreadData = {
        ...data,
        settings: bed.settings,
        owner: 'desk run',
        leaseMemory: new SharedLease().memory,
        granted: undefined,
      };
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
    // The process lives on, so that its lock counts until PostgreSQL has seen the end of the session.
    const locks = `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'`;
    await expect.poll(() => bed.sql(locks)).toBe('0');
    const next = await bed.opened(testFolder());
    expect(idsOf(await readEverything(next))).toEqual(bed.recorded());
  });

  it('that takes no writes for a while takes them again, also from a role that can only add', async () => {
    const folder = testFolder();
    await (await bed.opened(folder)).close();
    bed.sql(docs.restrict);
    const store = await bed.opened(folder);
    appended(await store.append(a, sampleEvents(1), 'any'));
    const readOnly = (is: string): void => {
      bed.server.sql(`ALTER SYSTEM SET default_transaction_read_only = ${is}`);
      bed.server.sql('SELECT pg_reload_conf()');
    };
    onTestFinished(() => readOnly('off'));
    readOnly('on');
    await expect
      .poll(async () => (await store.append(a, sampleEvents(1), 'any')).ok || store.writeFault()?.code)
      .toBe('store_read_only');
    readOnly('off');
    await untilWritable(store);
    appended(await store.append(a, sampleEvents(1), 'any'));
    expect(idsOf(await readEverything(store))).toEqual(bed.recorded());
    expect(bed.sql(docs.prove)).toBe('');
    bed.sql(`UPDATE breakwater.events SET actor = 'operator:eve' WHERE position = 1`);
    expect(bed.sql(docs.prove)).toBe('1');
  });

  it('keeps an append without an answer while the copy takes nothing, and answers once both have it', async () => {
    const folder = testFolder();
    const store = await bed.opened(folder);
    const other = new Database(join(folder, 'events.db'));
    onTestFinished(() => void other.close());
    other.exec('BEGIN IMMEDIATE');
    const answer = store.append(a, sampleEvents(1), 'any');
    await expect.poll(() => store.writeFault()?.code).toBe('store_locked');
    expect([bed.recorded().length, store.head().position, store.health().pendingAppends]).toEqual([1, 0, 1]);
    other.exec('ROLLBACK');
    expect(idsOf(appended(await answer).events)).toEqual(bed.recorded());
    await untilWritable(store);
    appended(await store.append(a, sampleEvents(1), 0));
    expect(idsOf(await readEverything(store))).toEqual(bed.recorded());
  });

  it('has all that a writer acknowledged before it was killed, also for a machine without its folder', async () => {
    const folder = testFolder();
    for (const lifeMs of [20, 120]) {
      const acknowledged = await acknowledgedBeforeKill(folder, 20, lifeMs, bed.settings);
      const ids = bed.recorded();
      for (const { eventId, position } of acknowledged) expect(ids[position - 1]).toBe(eventId);
      expect(new Set(ids).size).toBe(ids.length);
      for (const place of [testFolder(), folder]) {
        const store = await bed.opened(place);
        expect(idsOf(await readEverything(store))).toEqual(ids);
        await store.close();
      }
    }
  });

  it('that is cut off and killed under load has what was acknowledged, once, and nothing that was refused', async () => {
    const folder = testFolder();
    const { proxy, store } = await throughProxy(folder);
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
      for (const cut of ['before', 'after', 'half'] as const) {
        proxy.cutAt('load ', cut);
        await more();
      }
      await bed.server.crash();
      await expect.poll(() => store.writeFault()?.code).toBe('record_unreachable');
      await bed.server.begin();
    }
    await more();
    load.abort();
    await Promise.all(appends);
    const ids = bed.recorded();
    expect(proxy.cuts).toBe(6);
    expect(ids.toSorted()).toEqual(acknowledged.toSorted());
    expect(idsOf(await readEverything(store))).toEqual(ids);
    await store.close();
    expect(await verifyChain({ folder, scheduler: time.scheduler })).toMatchObject({
      value: { intact: true, events: ids.length },
    });
  });
});
