/** The way from an engine to its record in PostgreSQL: its sessions, and what it asks of its own machine. */
import type { LeaseMoment } from './sharedLease.ts';

export interface Query {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Prepared under this name, once for each session. */
  readonly name?: string;
}

/** One connection to PostgreSQL. Each question is answered within bounded time, or the session ends. */
export interface Session {
  readonly isOpen: boolean;
  /** The process of PostgreSQL that serves this session. */
  readonly backend: number;
  /**
   * The rows of the answer, and the number of changed rows. Throws RecordError; then nobody knows whether a statement
   * that was under way has changed anything.
   */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- whoever asks knows the columns of the answer
  ask<Row extends object>(query: Query): Promise<{ rows: readonly Row[]; count: number }>;
  /** Ends the session properly, so that PostgreSQL releases its lock at once. */
  close(): Promise<void>;
}

/** A process that may write the record. */
export interface RecordProcess {
  readonly host: string;
  readonly pid: number;
  /** The system on which the process runs. Numbers of processes mean something only there. */
  readonly machine: string;
}

export interface RecordLink {
  /** Names the database for people. */
  readonly place: string;
  /** Names this process for others. */
  readonly what: string;
  readonly process: RecordProcess;
  /** Connects. Throws RecordError. */
  open(): Promise<Session>;
  /** Resolves after that time, or when `signal` aborts. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Whether a process of this machine has ended. */
  hasEnded(pid: number): boolean;
  /** Now, by the clocks of the lease. */
  readonly moment: () => LeaseMoment;
}
