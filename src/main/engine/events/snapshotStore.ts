/**
 * The port for derived state beside the events, so that a start need not read all of them. A snapshot is never the only
 * copy of anything, and is never trusted by itself: when it can't be used, the events are read instead. One contract
 * suite tests all implementations.
 */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { StoreHead } from './storeHead.ts';

export interface Snapshot {
  /** The store's head when the snapshot was taken: all events up to it are in the data. */
  readonly at: StoreHead;
  /** The data as it was saved, after it went through JSON. */
  readonly data: unknown;
}

export interface SnapshotStore {
  /**
   * The last snapshot under this key; undefined when there is none, when it is damaged, or when it has another schema
   * version.
   */
  load(key: string, schemaVersion: number): Snapshot | undefined;
  /**
   * Replaces the snapshot under this key. Raise `schemaVersion` whenever the same events would make other data; the
   * data must have a JSON form. Where the new snapshot can't be written, the last one stays, which only makes a start
   * longer.
   */
  save(key: string, schemaVersion: number, at: StoreHead, data: unknown): Result<void, Fault>;
  close(): void;
}
