/** Decides which snapshot of a store may be used. */
import type { EventStore } from './eventStore.ts';
import type { Snapshot } from './snapshotStore.ts';

/**
 * The last snapshot under this key, if it is one of this store: the store must have the same hash at the snapshot's
 * position. A snapshot that is ahead of the store, or comes from another history, is not used.
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
