import { copyFileSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeRetryMs } from '../../../engine/events/appendFaults.ts';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import { appended } from '../../../engine/events/testing/eventStoreFixture.ts';
import { manualTime, type ManualTime } from '../../../engine/events/testing/manualTime.ts';
import {
  idsOf,
  readEverything,
  sampleEvent,
  sampleEvents,
  stream,
} from '../../../engine/events/testing/sampleEvents.ts';
import { fileCheckMs } from '../events/writableEventStore.ts';
import { openEventDatabase, rescuedDatabaseName } from './eventDatabase.ts';
import { openStoreInThread } from '../testing/storeInThread.ts';
import { testFolder } from '../testing/testFolder.ts';
import { verifyChain } from '../chain/verifyChain.ts';

const a = stream('order-a');

interface OpenStore {
  readonly store: EventStore;
  readonly time: ManualTime;
  readonly folder: string;
  readonly path: string;
}

function opened(folder = testFolder()): OpenStore {
  const time = manualTime();
  const store = openStoreInThread({ folder, ...time });
  if (!store.ok) throw new Error(store.error.message);
  onTestFinished(() => store.value.close());
  return { store: store.value, time, folder, path: join(folder, 'events.db') };
}

const vanished: unknown = expect.objectContaining({
  ok: false,
  error: expect.objectContaining({
    code: 'store_unavailable',
    fault: expect.objectContaining({ code: 'store_vanished' }) as unknown,
  }) as unknown,
});

async function untilRescued({ folder, time }: OpenStore): Promise<void> {
  while (!existsSync(join(folder, rescuedDatabaseName))) {
    await new Promise((resolve) => void setImmediate(resolve));
    time.advance(writeRetryMs);
  }
}

describe('a data file that goes away while it is in use', () => {
  it('stops appends before anything is acknowledged, and goes on when it is back', async () => {
    const { store, time, folder, path } = opened();
    const before = appended(await store.append(a, sampleEvents(3), 'no_stream')).events;
    const head = store.head();
    renameSync(path, `${path}.away`);
    expect(await store.append(a, sampleEvents(1), 2)).toEqual(vanished);
    expect(store.head()).toEqual(head);
    expect(store.writeFault()?.message).toContain('Put the file back');
    expect(await readEverything(store)).toStrictEqual(before);
    time.advance(writeRetryMs * 3);
    expect(store.writeFault()?.code).toBe('store_vanished');

    renameSync(`${path}.away`, path);
    time.advance(writeRetryMs);
    expect(store.writeFault()).toBeUndefined();
    appended(await store.append(a, sampleEvents(1), 2));
    await store.close();
    expect(readdirSync(folder).filter((name) => name.includes('rescued'))).toEqual([]);
    expect(await verifyChain({ folder, scheduler: time.scheduler })).toMatchObject({
      value: { intact: true, events: 4 },
    });
  });

  it('is noticed while nothing is written', async () => {
    const { store, time, path } = opened();
    await store.append(a, sampleEvents(1), 'any');
    rmSync(path);
    expect(store.writeFault()).toBeUndefined();
    time.advance(fileCheckMs);
    expect(store.writeFault()?.code).toBe('store_vanished');
  });

  it.each([
    ['was deleted', (path: string) => rmSync(path)],
    [
      'was deleted with its log',
      (path: string) => ['', '-wal', '-shm'].map((end) => rmSync(`${path}${end}`)),
    ],
    ['lost its log', (path: string) => rmSync(`${path}-wal`)],
    [
      'was replaced by an older copy',
      (path: string) => {
        copyFileSync(path, `${path}.copy`);
        renameSync(`${path}.copy`, path);
      },
    ],
  ])('and %s is saved, and taken up at the next start with all that was acknowledged', async (_how, harm) => {
    const first = opened();
    const events = sampleEvents(20);
    for (const event of events) appended(await first.store.append(a, [event], 'any'));
    const head = first.store.head();
    harm(first.path);
    expect(await first.store.append(a, sampleEvents(1), 'any')).toEqual(vanished);
    await untilRescued(first);
    await first.store.close();

    const second = opened(first.folder);
    expect(second.store.head()).toEqual(head);
    expect(idsOf(await readEverything(second.store))).toEqual(events.map(({ eventId }) => eventId));
    expect(existsSync(join(first.folder, rescuedDatabaseName))).toBe(false);
    appended(await second.store.append(a, sampleEvents(1), 19));
  });

  it('is saved before the store closes, however soon that is', async () => {
    const first = opened();
    appended(await first.store.append(a, sampleEvents(5), 'no_stream'));
    rmSync(first.path);
    first.time.advance(fileCheckMs);
    await first.store.close();
    // Whoever reads before the next start hears where it is.
    const read = openEventDatabase(first.folder, true);
    expect(read).toMatchObject({ error: { code: 'store_missing' } });
    expect(read.ok ? '' : read.error.message).toContain(rescuedDatabaseName);
    expect(opened(first.folder).store.head().position).toBe(5);
  });

  it('and was replaced by another history is left for a person to decide', async () => {
    const other = opened();
    appended(await other.store.append(a, [sampleEvent('another history')], 'any'));
    await other.store.close();
    const first = opened();
    appended(await first.store.append(a, sampleEvents(5), 'any'));
    copyFileSync(other.path, `${first.path}.copy`);
    renameSync(`${first.path}.copy`, first.path);
    first.time.advance(fileCheckMs);
    await first.store.close();
    const refused = openStoreInThread({ folder: first.folder, ...first.time });
    expect(refused).toMatchObject({ ok: false, error: { code: 'store_rescued' } });
    rmSync(first.path);
    expect(opened(first.folder).store.head().position).toBe(5);
  });
});
