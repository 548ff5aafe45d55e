/** The writing side of `events.db`: one connection that writes, and nothing else does. */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import type { StoreFindings } from '../../../engine/events/seenHead.ts';
import type { SignedCheckpoint } from '../../checkpoints/signedCheckpoint.ts';
import type { RowBatch } from './rowBatch.ts';

/** What became of a batch. */
export type WriteOutcome =
  /** All rows are on disk. `commitMs` is how long the hashes, the rows and the commit took. */
  | { readonly type: 'written'; readonly head: StoreHead; readonly commitMs: number }
  /** No row is on disk. */
  | { readonly type: 'lost'; readonly fault: Fault }
  /** The log ended before it answered: the file says whether the rows are on disk. */
  | { readonly type: 'unknown'; readonly fault: Fault };

export type FaultOrNone = Fault | undefined;

/** Everything is done in the order of the calls. Each `ended` is called once, in that order too. */
export interface EventLog {
  /** Writes rows that follow the head, with their hashes, in one durable commit. */
  write(batch: RowBatch, ended: (outcome: WriteOutcome) => void): void;
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
