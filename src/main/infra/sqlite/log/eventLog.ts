/** The writing side of `events.db`: the one connection that writes. */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { LeaseTaken } from '../../../domain/lease/leaseTaken.ts';
import type { ReportsState, StoreHead } from '../../../engine/events/eventStore.ts';
import type { StoreFindings } from '../../../engine/events/seenHead.ts';
import type { SignedCheckpoint } from '../../checkpoints/signedCheckpoint.ts';
import type { RowBatch } from './rowBatch.ts';

/** The outcome of the oldest unanswered batches; `writes` is their number. */
export type WriteOutcome =
  /** All rows are on disk, in one commit. `commitMs` is how long the hashes, the rows and the commit took. */
  | {
      readonly type: 'written';
      readonly writes: number;
      readonly head: StoreHead;
      readonly commitMs: number;
    }
  /** No row is on disk. */
  | { readonly type: 'lost'; readonly writes: number; readonly fault: Fault }
  /**
   * What became of them is not known yet, and nothing may be told of them. The log finds out by itself, and answers then.
   */
  | { readonly type: 'waiting'; readonly writes: 0; readonly fault: Fault }
  /** The log ended before it answered: the file says which rows are on disk. */
  | { readonly type: 'unknown'; readonly writes: number; readonly fault: Fault };

export type OnOutcome = (outcome: WriteOutcome) => void;

export type FaultOrNone = Fault | undefined;

/** The log does everything in the order of the calls, and answers in that order; it calls each `ended` once. */
export interface EventLog {
  /** How the reporting tables follow the log; absent where there are none, or nobody knows yet. */
  readonly reports?: ReportsState | undefined;
  /** Called once, before the first write. The listener gets the outcome of each write. */
  listen(onOutcome: OnOutcome): void;
  /**
   * Writes rows, which follow those of the last write, durably and with their hashes. Batches that came while the disk
   * was busy share the next commit. A batch that follows lost rows is lost too.
   */
  write(batch: RowBatch): void;
  /**
   * Tries a write after a fault, and says what is left of the fault. `expected` is the head that the file must have:
   * `store_changed` for another one.
   */
  probe(expected: StoreHead, ended: (fault: FaultOrNone) => void): void;
  /**
   * Says whether the file is still the one that was opened, as the last commit left it. Called every second; moves the
   * write-ahead log into the database when that is due.
   */
  look(ended: (fault: FaultOrNone) => void): void;
  /** Keeps a signed checkpoint in the file of the events. */
  keep(signed: SignedCheckpoint, ended: (fault: FaultOrNone) => void): void;
  /** Finishes what it was asked for, then closes the file. */
  close(): Promise<void>;
}

/** What the log knows when it has been opened. */
export interface LogOpened {
  readonly head: StoreHead;
  readonly findings: StoreFindings;
  /** Version of SQLite, `3.54.1`. */
  readonly sqliteVersion: string;
  /** Where the record is of which the file is a copy; absent where the file itself is the record. */
  readonly record?: string;
  /** How this engine came to the lease on that record. */
  readonly lease?: LeaseTaken;
}
