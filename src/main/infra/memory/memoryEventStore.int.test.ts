import { expect, test } from 'vitest';
import { eventStoreContract } from '../../engine/events/testing/eventStoreContract.ts';
import type { EventStoreFixture } from '../../engine/events/testing/eventStoreFixture.ts';
import { readEverything, sampleEvents, stream } from '../../engine/events/testing/sampleEvents.ts';
import { manualTime } from '../../engine/events/testing/manualTime.ts';
import { memoryDisk } from './memoryDisk.ts';
import { memoryEventStore } from './memoryEventStore.ts';

function createFixture(): EventStoreFixture {
  const time = manualTime();
  const disk = memoryDisk();
  return {
    time,
    open: (options) => memoryEventStore({ clock: time.clock, scheduler: time.scheduler, disk, ...options }),
    breakWrites() {
      disk.fault = { code: 'planted', message: 'planted' };
      return disk.fault.code;
    },
    healWrites() {
      disk.fault = undefined;
    },
    dispose: () => undefined,
  };
}

eventStoreContract('memory', createFixture);

test('a store that dies in a commit leaves the whole appends that were written by then', async () => {
  const time = manualTime();
  const disk = memoryDisk();
  const open = () => memoryEventStore({ clock: time.clock, scheduler: inHand, disk });
  const tasks: (() => void)[] = [];
  const inHand = { ...time.scheduler, soon: (task: () => void) => void tasks.push(task) };
  const store = open();
  const told: string[] = [];
  for (const name of ['order-a', 'order-b', 'order-c']) {
    void store.append(stream(name), sampleEvents(2), 'no_stream').then(() => told.push(name));
  }
  disk.afterWrite = () => {
    if (disk.rows.length === 4) throw new Error('died');
  };
  expect(tasks).toHaveLength(1);
  expect(() => tasks[0]?.()).toThrow('died');
  await Promise.resolve();
  disk.afterWrite = undefined;
  const after = open();
  expect((await readEverything(after)).map(({ streamId }) => streamId)).toEqual([
    'order-a',
    'order-a',
    'order-b',
    'order-b',
  ]);
  expect(told).toEqual([]);
});

test('what is appended while the disk takes its time goes with the next commit, and is lost with a commit before it', async () => {
  const time = manualTime();
  const disk = memoryDisk();
  disk.commitMs = () => 100;
  const store = memoryEventStore({ clock: time.clock, scheduler: time.scheduler, disk });
  const turn = () => new Promise((resolve) => void setImmediate(resolve));
  const commits: number[] = [];
  store.onCommitted((events) => commits.push(events.length));
  const append = (expected: number) => store.append(stream('order-a'), sampleEvents(1), expected);
  const first = append(-1);
  await turn();
  const [second, third] = [append(0), append(1)];
  time.advance(100);
  expect((await first).ok).toBe(true);
  expect([commits, store.head().position, store.health().pendingAppends]).toEqual([[1], 1, 2]);
  await turn();
  const behind = append(2);
  disk.fault = { code: 'planted', message: 'planted' };
  time.advance(100);
  expect((await Promise.all([second, third, behind])).map(({ ok }) => ok)).toEqual([false, false, false]);
  expect([store.streamVersion(stream('order-a')), store.health().pendingAppends]).toEqual([0, 0]);
});

test('a store that closes does not wait for a slow disk', async () => {
  const time = manualTime();
  const disk = memoryDisk();
  disk.commitMs = () => 100;
  const store = memoryEventStore({ clock: time.clock, scheduler: time.scheduler, disk });
  const first = store.append(stream('order-a'), sampleEvents(1), 'no_stream');
  await new Promise((resolve) => void setImmediate(resolve));
  const second = store.append(stream('order-a'), sampleEvents(1), 0);
  await store.close();
  expect([(await first).ok, (await second).ok, disk.rows.length]).toEqual([true, true, 2]);
  time.advance(100);
  expect(disk.rows).toHaveLength(2);
});
