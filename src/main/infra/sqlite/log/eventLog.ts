/** The writing side of `events.db`: one connection that writes, and nothing else does. */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import type { StoreFindings } from '../../../engine/events/seenHead.ts';
import type { SignedCheckpoint } from '../../checkpoints/signedCheckpoint.ts';
import type { RowBatch } from './rowBatch.ts';

/** What became of the oldest batches that have no answer yet: `writes` of them. */
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
  /** The log ended before it answered: the file says which rows are on disk. */
  | { readonly type: 'unknown'; readonly writes: number; readonly fault: Fault };

export type OnOutcome = (outcome: WriteOutcome) => void;

export type FaultOrNone = Fault | undefined;

/** Everything is done in the order of the calls, and answered in that order too; each `ended` is called once. */
export interface EventLog {
  /** Called once, before the first write. The listener hears what becomes of each write. */
  listen(onOutcome: OnOutcome): void;
  /**
   * Writes rows that follow those of the write before, with their hashes, durably. Batches that have come while the disk
   * was busy share its next commit. A batch on top of rows that were lost is lost too.
   */
  write(batch: RowBatch): void;
  /**
   * Tries a write after a fault, and says what is left of the fault. `expected` is the head that the file must have:
   * `store_changed` for another one.
   */
  probe(expected: StoreHead, ended: (fault: FaultOrNone) => void): void;
  /**
   * Says whether the file is still the one that was opened, as the last commit left it. Called every second; moves the
   * write-ahead log into the database, where that is due.
   */
  look(ended: (fault: FaultOrNone) => void): void;
  /** Keeps a signed checkpoint in the file of the events. */
  keep(signed: SignedCheckpoint, ended: (fault: FaultOrNone) => void): void;
  /** Does what it was asked for, then lets go of the file. */
  close(): Promise<void>;
}

/** What the log knows when it is open. */
export interface LogOpened {
  readonly head: StoreHead;
  readonly findings: StoreFindings;
  /** Version of SQLite, `3.54.1`. */
  readonly sqliteVersion: string;
}
