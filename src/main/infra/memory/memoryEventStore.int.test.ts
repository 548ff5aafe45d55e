import { eventStoreContract } from '../../engine/events/testing/eventStoreContract.ts';
import type { EventStoreFixture } from '../../engine/events/testing/eventStoreFixture.ts';
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
