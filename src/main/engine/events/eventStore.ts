/** The port of the event store. One contract suite runs on every implementation. */
import type { StreamId } from '../../../shared/kernel/ids.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { SnapshotStore } from './snapshotStore.ts';
import type { NewEvent, StoredEvent } from './storedEvent.ts';
import type { StoreFindings } from './seenHead.ts';
import type { StoreHead } from './storeHead.ts';

export type { StoreHead } from './storeHead.ts';

/** `any` skips the check; `no_stream` demands that the stream is new; a number, that it stands at that version. */
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
  /** Nothing was written: full disk, read-only or damaged file, closed store. */
  | { readonly code: 'store_unavailable'; readonly fault: Fault };

export interface Appended {
  /** The events as stored, in the order given; for an idempotent repeat, the ones stored the first time. */
  readonly events: readonly StoredEvent[];
  /** The stream's version afterwards; of the last stream for `appendAll`. */
  readonly version: number;
}

export type AppendResult = Result<Appended, AppendFault>;

export type ReadDirection = 'forwards' | 'backwards';

export interface StoreHealth {
  readonly writable: boolean;
  /** The last fault while it is not writable. */
  readonly fault?: Fault;
  /** Appends waiting for the next commit. */
  readonly pendingAppends: number;
  /** Duration of recent commits in milliseconds. */
  readonly commitMs: { readonly p50: number; readonly p99: number; readonly count: number };
  /** On disk, in all. */
  readonly sizeBytes: number;
  /** Of that, the write-ahead log: a reader that stands still lets it grow. 0 where the store has none. */
  readonly walBytes: number;
}

export interface StreamProjector<State> {
  readonly initial: State;
  apply(state: State, event: StoredEvent): State;
}

export interface EventStore {
  /** What it found out about itself when it was opened; absent for one that only reads. */
  readonly findings?: StoreFindings | undefined;
  /** Kept beside the events, and closed with them; absent where none are kept. */
  readonly snapshots?: SnapshotStore | undefined;
  /**
   * Appends to one stream, all or nothing. Resolves when the events are on
   * disk. Appends that are in flight at the same time share one commit, in the
   * order of the calls; versions are checked at the call, so a chain of
   * appends to one stream need not wait for each other. That a stream said to
   * be new exists may be found out with the commit only.
   */
  append(streamId: StreamId, events: readonly NewEvent[], expected: ExpectedVersion): Promise<AppendResult>;
  /** Appends to several streams in one commit, all or nothing. */
  appendAll(appends: readonly StreamAppend[]): Promise<AppendResult>;
  /** Events of one stream from a version on, or back from it. `from` defaults to the start, or the end when backwards. */
  read(
    streamId: StreamId,
    options?: { from?: number; direction?: ReadDirection },
  ): AsyncIterable<StoredEvent>;
  /** All events, after a position (exclusive) or from a time on (inclusive), up to the head at the time of the call. */
  readAll(from: { afterPosition: number } | { fromTime: EpochMicros }): AsyncIterable<StoredEvent>;
  /** Folds a stream's events into a state; undefined without any. Throws StoreReadError. */
  project<State>(streamId: StreamId, projector: StreamProjector<State>): Promise<State | undefined>;
  /** Version of the stream's last event; -1 without events. Appends in flight count. */
  streamVersion(streamId: StreamId): number;
  /** The head on disk. */
  head(): StoreHead;
  /** Hash of the row at a position on disk; of the empty chain at 0, undefined behind the head. */
  hashAt(position: number): string | undefined;
  health(): StoreHealth;
  /** Why appends fail now; undefined while they work. Costs nothing, unlike `health`. */
  writeFault(): Fault | undefined;
  /** Called in commit order, after the commit is on disk and before its appends resolve. */
  onCommitted(listener: (events: readonly StoredEvent[]) => void): void;
  /** Waits for the appends in flight, then closes. */
  close(): Promise<void>;
}
