import { snapshotStoreContract } from '../../engine/events/testing/snapshotStoreContract.ts';
import { memorySnapshotStore, type MemorySnapshot } from './memorySnapshotStore.ts';

snapshotStoreContract('memory', () => {
  const kept = new Map<string, MemorySnapshot>();
  return {
    open: () => memorySnapshotStore(kept),
    damage(key) {
      const found = kept.get(key);
      if (found !== undefined) kept.set(key, { ...found, text: found.text.slice(1) });
    },
    dispose: () => undefined,
  };
});
