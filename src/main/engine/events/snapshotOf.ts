/** Which snapshot of a store may be trusted. */
import type { EventStore } from './eventStore.ts';
import type { Snapshot } from './snapshotStore.ts';

/**
 * The last snapshot under this key, if it is one of this store: the store must have the very event at its position.
 * One from ahead of the store, or from another history, is passed over.
 */
export function snapshotOf(
  store: Pick<EventStore, 'hashAt' | 'snapshots'>,
  key: string,
  schemaVersion: number,
): Snapshot | undefined {
  const snapshot = store.snapshots?.load(key, schemaVersion);
  if (snapshot === undefined || store.hashAt(snapshot.at.position) !== snapshot.at.hash) return undefined;
  return snapshot;
}
