/** What the engine's thread and the log's thread say to each other. */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import type { ReportsState, StoreHead } from '../../../engine/events/eventStore.ts';
import type { Logger } from '../../../engine/ports.ts';
import type { SignedCheckpoint } from '../../checkpoints/signedCheckpoint.ts';
import type { FaultOrNone, LogOpened, WriteOutcome } from './eventLog.ts';
import type { RowBatch } from './rowBatch.ts';

/** The data with which the thread is started. */
export interface LogThreadData {
  readonly folder: string;
  /** Whether the file existed before: then it is not created again. */
  readonly wasOpen: boolean;
  /** Rows in one commit at most, unless a single batch has more. */
  readonly commitEventsMax: number;
}

/** The thread answers each message but `close`, in order; writes that share a commit have one answer. */
export type ToLogThread =
  | { readonly type: 'write'; readonly batch: RowBatch }
  | { readonly type: 'probe'; readonly expected: StoreHead }
  | { readonly type: 'look' }
  | { readonly type: 'keep'; readonly signed: SignedCheckpoint }
  /** The thread ends when it has closed the file. */
  | { readonly type: 'close' };

export type FromLogThread =
  /** The first message. After a fault the thread ends. */
  | { readonly type: 'opened'; readonly opened: Result<LogOpened, Fault> }
  | { readonly type: 'outcome'; readonly outcome: WriteOutcome }
  | { readonly type: 'done'; readonly fault: FaultOrNone }
  | { readonly type: 'reports'; readonly reports: ReportsState }
  /** An entry for the engine's log file. */
  | { readonly type: 'entry'; readonly entry: Parameters<Logger['log']> };
