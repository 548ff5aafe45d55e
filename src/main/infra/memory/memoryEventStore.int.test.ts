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
