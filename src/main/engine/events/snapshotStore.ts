/**
 * Derived state beside the events, so that a start need not read all of them. Never the only copy of anything and
 * never trusted by itself: what can't be used is passed over, and the events are read instead. One contract suite
 * for all implementations.
 */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { StoreHead } from './storeHead.ts';

export interface Snapshot {
  /** The store's head when the state was taken: all events up to it are in the data. */
  readonly at: StoreHead;
  /** As it was saved, in the form of JSON. */
  readonly data: unknown;
}

export interface SnapshotStore {
  /** The last one under this key; undefined without one, and for one that is damaged or of another schema version. */
  load(key: string, schemaVersion: number): Snapshot | undefined;
  /**
   * Replaces the one under this key. `schemaVersion` is raised whenever the same events would give other data; the
   * data must have a JSON form. When it can't be written the one before stays, which only makes a start longer.
   */
  save(key: string, schemaVersion: number, at: StoreHead, data: unknown): Result<void, Fault>;
  close(): void;
}
