/** The event store with its log in a thread of its own: faults of the disk, and the end of the thread itself. */
import Database from 'better-sqlite3';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeRetryMs } from '../../../engine/events/appendFaults.ts';
import type { AppendResult } from '../../../engine/events/eventStore.ts';
import { appended } from '../../../engine/events/testing/eventStoreFixture.ts';
import { manualTime, type ManualTime } from '../../../engine/events/testing/manualTime.ts';
import {
  idsOf,
  positionsOf,
  readEverything,
  sampleEvent,
  sampleEvents,
  stream,
} from '../../../engine/events/testing/sampleEvents.ts';
import { verifyChain } from '../chain/verifyChain.ts';
import { rescuedDatabaseName } from '../files/eventDatabase.ts';
import { openSqliteEventStore, startLogThread } from '../events/sqliteEventStore.ts';
import { fileCheckMs } from '../events/writableEventStore.ts';
import { testFolder } from '../testing/testFolder.ts';
import type { StartLogThread } from './threadedLog.ts';

const a = stream('order-a');

async function opened(start: StartLogThread = startLogThread, time: ManualTime = manualTime()) {
  const folder = testFolder();
  const store = await openSqliteEventStore({ folder, ...time }, start);
  if (!store.ok) throw new Error(store.error.message);
  onTestFinished(() => store.value.close());
  return { store: store.value, time, folder, path: join(folder, 'events.db') };
}

/** Starts threads that end as they are told: at a message from or to the thread, the first time that it comes. */
function endingAt(moment: 'before the write' | 'after the commit'): StartLogThread {
  const start = startLogThread;
  let isOver = false;
  return (data) => {
    const worker = start(data);
    const end = (): boolean => {
      isOver = true;
      void worker.terminate();
      return true;
    };
    const type = (message: unknown): unknown => (message as { type?: unknown }).type;
    if (moment === 'before the write') {
      const send = worker.postMessage.bind(worker);
      worker.postMessage = (message) => void (!isOver && type(message) === 'write' ? end() : send(message));
    } else {
      const emit = worker.emit.bind(worker);
      let isEnding = false;
      // What the thread says after the message that got lost is lost with it.
      worker.emit = ((name: string, ...values: unknown[]) => {
        isEnding ||= !isOver && name === 'message' && type(values[0]) === 'outcome' && end();
        return (isEnding && name === 'message') || emit(name as 'message', ...(values as [unknown]));
      }) as typeof worker.emit;
    }
    return worker;
  };
}

/** Lets the store try until it writes again. */
async function untilWritable({ store, time }: Pick<Awaited<ReturnType<typeof opened>>, 'store' | 'time'>) {
  await expect
    .poll(() => {
      time.advance(writeRetryMs);
      return store.writeFault();
    })
    .toBeUndefined();
}

const refusedWith = (code: string) => ({
  ok: false,
  error: { code: 'store_unavailable', fault: { code } },
});

async function intact(folder: string, events: number): Promise<void> {
  expect(await verifyChain({ folder, scheduler: manualTime().scheduler })).toMatchObject({
    value: { intact: true, events },
  });
}

describe('a log in a thread of its own', () => {
  it('has one group on its way while the next gathers, planned on top of it', async () => {
    const { store, folder } = await opened();
    const commits: number[] = [];
    store.onCommitted((events) => commits.push(events.length));
    const first = store.append(a, sampleEvents(3), 'no_stream');
    await new Promise((resolve) => void setImmediate(resolve));
    const behind = [store.append(a, sampleEvents(2), 2), store.append(a, sampleEvents(1), 4)];
    expect([store.streamVersion(a), store.health().pendingAppends, store.head().position]).toEqual([5, 3, 0]);
    const repeated = sampleEvent('again', 'same-id');
    const twice = [store.append(a, [repeated], 5), store.append(a, [repeated], 'any')];
    const results = await Promise.all([first, ...behind, ...twice]);
    expect(results.map((result) => positionsOf(appended(result).events))).toEqual([
      [1, 2, 3],
      [4, 5],
      [6],
      [7],
      [7],
    ]);
    // A thread that had not begun with the first group takes both into one commit.
    expect([[3, 4], [7]]).toContainEqual(commits);
    await store.close();
    await intact(folder, 7);
  });

  it('groups that come while the disk is busy share its next commit, up to the size of a commit', async () => {
    const { store, folder, path } = await opened((data) => startLogThread({ ...data, commitEventsMax: 6 }));
    const commits: number[] = [];
    store.onCommitted((events) => commits.push(events.length));
    // The first commit waits for this lock.
    const other = new Database(path);
    onTestFinished(() => void other.close());
    other.exec('BEGIN IMMEDIATE');
    const answers: Promise<AppendResult>[] = [];
    for (let group = 0; group < 10; group++) {
      answers.push(store.append(stream(`order-${group}`), sampleEvents(2), 'no_stream'));
      await new Promise((resolve) => void setImmediate(resolve));
    }
    other.exec('ROLLBACK');
    const positions = (await Promise.all(answers)).map((result) => positionsOf(appended(result).events));
    expect(positions).toEqual(answers.map((_, group) => [2 * group + 1, 2 * group + 2]));
    // However many came before the lock was met: of ten groups three share a commit.
    expect(commits).toHaveLength(4);
    await store.close();
    await intact(folder, 20);
  });

  it('knows the id of an event on its way, which may be on disk already', async () => {
    const { store } = await opened();
    const [low, high] = [sampleEvent('low', 'id-1'), sampleEvent('high', 'id-2')];
    appended(await store.append(a, [high], 'any'));
    const first = store.append(a, [low], 'any');
    await new Promise((resolve) => void setImmediate(resolve));
    const again = await store.append(stream('order-b'), [low], 'any');
    expect(appended(again).events).toStrictEqual(appended(await first).events);
    expect(idsOf(await readEverything(store))).toEqual(['id-2', 'id-1']);
  });

  it('that another program writes to is never written to again', async () => {
    const { store, path, time } = await opened();
    appended(await store.append(a, sampleEvents(1), 'any'));
    const other = new Database(path);
    onTestFinished(() => void other.close());
    other.exec("UPDATE events SET actor = 'operator:eve'");
    const first = store.append(a, sampleEvents(1), 'any');
    await new Promise((resolve) => void setImmediate(resolve));
    const onTopOfIt = store.append(a, sampleEvents(1), 1);
    for (const result of [await first, await onTopOfIt]) {
      expect(result).toMatchObject(refusedWith('store_changed'));
    }
    time.advance(writeRetryMs * 3);
    expect(store.writeFault()?.code).toBe('store_changed');
  });

  it('that loses its file saves it, and goes on when the file is back', async () => {
    const { store, path, folder, time } = await opened();
    appended(await store.append(a, sampleEvents(5), 'no_stream'));
    renameSync(path, `${path}.away`);
    time.advance(fileCheckMs);
    await expect.poll(() => store.writeFault()?.code).toBe('store_vanished');
    await expect.poll(() => existsSync(join(folder, rescuedDatabaseName))).toBe(true);
    renameSync(`${path}.away`, path);
    await untilWritable({ store, time });
    appended(await store.append(a, sampleEvents(1), 4));
    await store.close();
    expect(existsSync(join(folder, rescuedDatabaseName))).toBe(false);
    await intact(folder, 6);
  });
});

describe('a log thread that ends', () => {
  it('while nothing is written is a fault within a second, and another thread goes on', async () => {
    const workers: Worker[] = [];
    const start = startLogThread;
    const { store, folder, time } = await opened((data) => {
      workers.push(start(data));
      return workers.at(-1) as Worker;
    });
    appended(await store.append(a, sampleEvents(2), 'no_stream'));
    await workers[0]?.terminate();
    time.advance(fileCheckMs);
    expect(store.health()).toMatchObject({ writable: false, fault: { code: 'store_thread_ended' } });
    expect(await store.append(a, sampleEvents(1), 1)).toMatchObject(refusedWith('store_thread_ended'));
    await untilWritable({ store, time });
    expect(positionsOf(appended(await store.append(a, sampleEvents(1), 1)).events)).toEqual([3]);
    await store.close();
    await intact(folder, 3);
    expect(workers).toHaveLength(2);
  });

  it('after a commit that it could not report has recorded it; of what went after it the file says', async () => {
    const { store, folder, time } = await opened(endingAt('after the commit'));
    const heard: number[] = [];
    store.onCommitted((events) => heard.push(...positionsOf(events)));
    const onDisk = store.append(a, sampleEvents(2), 'no_stream');
    await new Promise((resolve) => void setImmediate(resolve));
    const behind = store.append(a, sampleEvents(1), 1);
    expect(positionsOf(appended(await onDisk).events)).toEqual([1, 2]);
    const later = await behind;
    // The thread may have written the next group too, before it ended.
    const head = later.ok ? 3 : 2;
    expect(later).toMatchObject(later.ok ? { ok: true } : refusedWith('store_thread_ended'));
    expect(heard).toEqual([1, 2, 3].slice(0, head));
    expect([store.head().position, store.streamVersion(a)]).toEqual([head, head - 1]);
    await untilWritable({ store, time });
    appended(await store.append(a, sampleEvents(1), head - 1));
    await store.close();
    await intact(folder, head + 1);
  });

  it('with many groups on their way loses those that are not in the file, and no other', async () => {
    const { store, folder, time } = await opened(endingAt('after the commit'));
    const answers: Promise<AppendResult>[] = [];
    for (let group = 0; group < 20; group++) {
      answers.push(store.append(stream(`order-${group}`), sampleEvents(3), 'no_stream'));
      await new Promise((resolve) => void setImmediate(resolve));
    }
    const results = await Promise.all(answers);
    const kept = results.filter((result) => result.ok).length;
    expect(results.map((result) => result.ok)).toEqual(results.map((_, group) => group < kept));
    expect(store.head().position).toBe(3 * kept);
    await untilWritable({ store, time });
    appended(await store.append(a, sampleEvents(1), 'no_stream'));
    await store.close();
    await intact(folder, 3 * kept + 1);
  });

  it('before a commit has lost it, and all that waited behind', async () => {
    const { store, folder, time } = await opened(endingAt('before the write'));
    const lost = store.append(a, sampleEvents(2), 'no_stream');
    await new Promise((resolve) => void setImmediate(resolve));
    const behind = store.append(a, sampleEvents(1), 1);
    for (const result of [await lost, await behind]) {
      expect(result).toMatchObject(refusedWith('store_thread_ended'));
    }
    expect([store.head().position, store.streamVersion(a), store.health().pendingAppends]).toEqual([
      0, -1, 0,
    ]);
    await untilWritable({ store, time });
    appended(await store.append(a, sampleEvents(1), 'no_stream'));
    await store.close();
    await intact(folder, 1);
  });

  it('while somebody changes the file: the next thread does not write on top of that', async () => {
    const { store, path, time } = await opened(endingAt('after the commit'));
    appended(await store.append(a, sampleEvents(3), 'no_stream'));
    const other = new Database(path);
    onTestFinished(() => void other.close());
    other.exec("UPDATE events SET actor = 'operator:eve' WHERE position = 2");
    await expect
      .poll(() => {
        time.advance(writeRetryMs);
        return store.writeFault()?.code;
      })
      .toBe('store_changed');
  });

  it('while the file is away does not make it anew, and goes on when it is back', async () => {
    const { store, path, time, folder } = await opened(endingAt('after the commit'));
    appended(await store.append(a, sampleEvents(3), 'no_stream'));
    renameSync(path, `${path}.away`);
    const fault = (): string | undefined => {
      time.advance(writeRetryMs);
      return store.writeFault()?.code;
    };
    await expect.poll(fault).toBe('store_vanished');
    expect(existsSync(path)).toBe(false);
    renameSync(`${path}.away`, path);
    await untilWritable({ store, time });
    appended(await store.append(a, sampleEvents(1), 2));
    await store.close();
    await intact(folder, 4);
  });

  it('while the store closes settles what was in flight all the same', async () => {
    const { store, folder } = await opened(endingAt('before the write'));
    const lost = store.append(a, sampleEvents(1), 'no_stream');
    await store.close();
    expect(await lost).toMatchObject(refusedWith('store_thread_ended'));
    await intact(folder, 0);
  });

  it('at any moment: nothing acknowledged is lost, nothing is doubled, nothing lost is there', async () => {
    const workers: Worker[] = [];
    const start = startLogThread;
    const { store, folder, time } = await opened((data) => {
      workers.push(start(data));
      return workers.at(-1) as Worker;
    });
    const acknowledged = new Map<string, number>();
    const refused = new Set<string>();
    let made = 0;
    const append = async (name: string): Promise<void> => {
      const events = Array.from({ length: 1 + (made % 3) }, () =>
        sampleEvent('x', `e-${String(made++).padStart(7, '0')}`),
      );
      const result = await store.append(stream(`order-${name}`), events, 'any');
      if (!result.ok) for (const { eventId } of events) refused.add(eventId);
      else for (const { eventId, position } of result.value.events) acknowledged.set(eventId, position);
    };
    for (let round = 0; round < 12; round++) {
      const life = Math.floor(Math.random() * 30);
      const [worker] = workers.slice(-1);
      for (let burst = 0; store.writeFault() === undefined; burst++) {
        if (burst === life) void worker?.terminate();
        time.advance(fileCheckMs / 10);
        await Promise.all(Array.from({ length: 20 }, (_, index) => append(String(index))));
      }
      await untilWritable({ store, time });
    }
    const stored = await readEverything(store);
    const positions = new Map(stored.map(({ eventId, position }) => [eventId as string, position]));
    expect(positions.size).toBe(stored.length);
    expect(positions).toEqual(acknowledged);
    for (const eventId of refused) expect(positions.has(eventId)).toBe(false);
    await store.close();
    await intact(folder, acknowledged.size);
  });
});
