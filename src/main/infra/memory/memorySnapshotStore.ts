/** Snapshots without a disk, for tests and the simulator. */
import { ok } from '../../../shared/kernel/result.ts';
import type { StoreHead } from '../../engine/events/eventStore.ts';
import type { SnapshotStore } from '../../engine/events/snapshotStore.ts';

export interface MemorySnapshot {
  readonly schemaVersion: number;
  readonly at: StoreHead;
  /** The state as JSON. */
  readonly text: string;
}

/** `kept` outlives the store: a new store with the same map finds its snapshots, as after a restart. */
export function memorySnapshotStore(kept = new Map<string, MemorySnapshot>()): SnapshotStore {
  return {
    load(key, schemaVersion) {
      const found = kept.get(key);
      if (found === undefined || found.schemaVersion !== schemaVersion) return undefined;
      try {
        return { at: found.at, data: JSON.parse(found.text) as unknown };
      } catch {
        return undefined;
      }
    },
    save(key, schemaVersion, at, data) {
      kept.set(key, { schemaVersion, at, text: JSON.stringify(data) });
      return ok();
    },
    close: () => undefined,
  };
}
