/** The port of the event store. One contract suite runs on every implementation. */
import type { LeaseTaken } from '../../domain/lease/leaseTaken.ts';
import type { StreamId } from '../../../shared/kernel/ids.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { SnapshotStore } from './snapshotStore.ts';
import type { NewEvent, StoredEvent } from './storedEvent.ts';
import type { StoreFindings } from './seenHead.ts';
import type { StoreHead } from './storeHead.ts';

export type { StoreHead } from './storeHead.ts';

/**
 * `any` checks nothing. `no_stream` demands that the stream is new. A number demands that the stream is at that
 * version.
 */
export type ExpectedVersion = 'any' | 'no_stream' | number;

/** The version of a stream without events. */
export const noStreamVersion = -1;

export interface StreamAppend {
  readonly streamId: StreamId;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedVersion;
}

export type AppendFault =
  | {
      readonly code: 'version_conflict';
      readonly streamId: StreamId;
      readonly expected: ExpectedVersion;
      /** The stream's version now; -1 when it has no events. */
      readonly current: number;
    }
  /** Nothing of this append was written, nor of any append made after it: full disk, damaged file, closed store. */
  | { readonly code: 'store_unavailable'; readonly fault: Fault };

export interface Appended {
  /** The events as stored, in the order given; for an idempotent repeat, the events that were stored the first time. */
  readonly events: readonly StoredEvent[];
  /** The stream's version afterwards; for `appendAll`, the version of the last stream. */
  readonly version: number;
}

export type AppendResult = Result<Appended, AppendFault>;

export type ReadDirection = 'forwards' | 'backwards';

export interface StoreHealth {
  readonly writable: boolean;
  /** The last fault while the store is not writable. */
  readonly fault?: Fault;
  /** Appends that wait for the next commit. */
  readonly pendingAppends: number;
  /** Durations of recent commits, in milliseconds; `count` counts all commits. */
  readonly commitMs: { readonly p50: number; readonly p99: number; readonly count: number };
  /** Size on disk, all files together. */
  readonly sizeBytes: number;
  /**
   * Size of the write-ahead log, a part of `sizeBytes`; it grows while a reader stands still. 0 where the store has
   * none.
   */
  readonly walBytes: number;
  /** Version of SQLite that writes the store, `3.54.1`; absent where none does. */
  readonly sqliteVersion?: string;
  /** Where the record is of which the store is a copy; absent where the store itself is the record. */
  readonly record?: string;
  /** How the reporting tables beside that record follow it; absent where there are none. */
  readonly reports?: ReportsState;
}

/** How tables that are made from the events follow them. */
export interface ReportsState {
  /** All events up to and including this position are in the tables. */
  readonly position: number;
  /** Why they do not follow at present. */
  readonly fault?: Fault;
}

export interface StreamProjector<State> {
  readonly initial: State;
  apply(state: State, event: StoredEvent): State;
}

export interface EventStore {
  /** What the store found out about itself when it was opened; absent for a store that only reads. */
  readonly findings?: StoreFindings | undefined;
  /** How this engine came to the lease on the record; absent where no other engine can take over. */
  readonly lease?: LeaseTaken | undefined;
  /** Snapshots that are kept beside the events, and closed with them; absent where none are kept. */
  readonly snapshots?: SnapshotStore | undefined;
  /**
   * Appends to one stream, all or nothing. Resolves when the events are on disk. Appends in flight at the same time
   * share one commit, in the order of the calls. The store checks versions at the call, so the next decision, for
   * whatever stream, need not wait: where the disk does not take an append, no later append that rests on it is taken
   * either. After a lost commit all appends in flight resolve with its fault before the store takes a new one, which is
   * not in the same turn.
   */
  append(streamId: StreamId, events: readonly NewEvent[], expected: ExpectedVersion): Promise<AppendResult>;
  /** Appends to several streams in one commit, all or nothing. */
  appendAll(appends: readonly StreamAppend[]): Promise<AppendResult>;
  /**
   * Events of one stream, forwards or backwards from a version. `from` defaults to the first event, or to the last one
   * when backwards.
   */
  read(
    streamId: StreamId,
    options?: { from?: number; direction?: ReadDirection },
  ): AsyncIterable<StoredEvent>;
  /** All events up to the head at the time of the call: after a position (exclusive), or from a time on (inclusive). */
  readAll(from: { afterPosition: number } | { fromTime: EpochMicros }): AsyncIterable<StoredEvent>;
  /** Folds a stream's events into a state; undefined when the stream has no events. Throws StoreReadError. */
  project<State>(streamId: StreamId, projector: StreamProjector<State>): Promise<State | undefined>;
  /** Version of the stream's last event; -1 without events. Appends in flight count. */
  streamVersion(streamId: StreamId): number;
  /** The last position that is on disk, with its hash. */
  head(): StoreHead;
  /** Hash of the row at a position on disk; at 0 the hash of the empty chain, undefined after the head. */
  hashAt(position: number): string | undefined;
  health(): StoreHealth;
  /** Why appends fail now; undefined while they work. Cheap, unlike `health`. */
  writeFault(): Fault | undefined;
  /** The listener is called in commit order, after the commit is on disk and before its appends resolve. */
  onCommitted(listener: (events: readonly StoredEvent[]) => void): void;
  /** Waits for the appends in flight, then closes. */
  close(): Promise<void>;
}
