/** Runs the simulator's runs in this process, on the memory store. */
import { FollowingReader } from '../../engine/queries/followingReader.ts';
import type { SimulatedDisk } from '../../simulation/machine/platform.ts';
import type { WorldPlatform } from '../../simulation/worldPlatform.ts';
import { memoryDisk } from '../../infra/memory/memoryDisk.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { memoryOrderViewStore } from '../../infra/memory/memoryOrderViewStore.ts';
import { memorySnapshotStore } from '../../infra/memory/memorySnapshotStore.ts';
import { memorySubscriptionCheckpoints } from '../../infra/memory/memorySubscriptionCheckpoints.ts';
import { chainHash } from '../../infra/sqlite/chain/chainHash.ts';
import { fixProtocol } from './fix/fixLine.ts';
import { newRecord } from './record/recordedDisk.ts';

/** Until `close`, it also watches for rejections that nobody handles. */
export function memoryPlatform(): WorldPlatform & { close(): void } {
  let unhandled: unknown;
  const note = (error: unknown): void => {
    unhandled ??= error ?? new Error('rejected without a reason');
  };
  process.on('unhandledRejection', note);
  return {
    newDisk,
    newRecord,
    fixProtocol,
    chainHash,
    // All promises of this turn have settled when the next turn begins.
    drain: () => new Promise((resolve) => setImmediate(resolve)),
    takeUnhandled() {
      const taken = unhandled;
      unhandled = undefined;
      return taken;
    },
    close: () => void process.off('unhandledRejection', note),
  };
}

function newDisk(): SimulatedDisk {
  const disk = memoryDisk();
  const snapshots = memorySnapshotStore();
  const subscriptionCheckpoints = memorySubscriptionCheckpoints();
  let orderViews = memoryOrderViewStore();
  return Object.assign(disk, {
    open: (tools: Parameters<SimulatedDisk['open']>[0]) => {
      const store = memoryEventStore({ ...tools, disk, snapshots });
      const reader = new FollowingReader({ ...tools, events: store, views: orderViews });
      return { store, reader, subscriptionCheckpoints };
    },
    loseViews: () => void (orderViews = memoryOrderViewStore()),
    rollBack: (position: number) => void disk.rows.splice(position),
    holdsRecord: () => true,
    maySend: () => true,
    seenBy: (subscriber: string) => subscriptionCheckpoints.load(subscriber),
  });
}
