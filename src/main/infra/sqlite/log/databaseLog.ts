/** The event log on a connection in this thread: its answers come before its methods return. */
import type Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { isLasting } from '../../../engine/events/appendFaults.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import type { Logger } from '../../../engine/ports.ts';
import type { SignedCheckpoint } from '../../checkpoints/signedCheckpoint.ts';
import { CheckpointTable } from '../chain/checkpointTable.ts';
import { eventDatabaseName, openEventDatabase } from '../files/eventDatabase.ts';
import { EventWriter } from './eventWriter.ts';
import { readExportedHead } from './exportedHead.ts';
import { HeadRecord } from './headRecord.ts';
import { findingsOf } from './storeFindings.ts';
import { lockWaitMs } from '../files/databaseFile.ts';
import { FileGuard } from '../files/fileGuard.ts';
import { ChangedFileError, MovedFileError } from '../files/fileWatch.ts';
import { sqliteFault } from '../files/sqliteFault.ts';
import type { EventLog, FaultOrNone, LogOpened, OnOutcome } from './eventLog.ts';
import { joinBatches, type RowBatch } from './rowBatch.ts';

/**
 * Opens `events.db` for writing, and verifies the end of its chain. Faults: those of openEventDatabase, and
 * `store_vanished` where the file was open before and is not there any more.
 */
export function openDatabaseLog(
  {
    folder,
    wasOpen = false,
    isCopy = false,
  }: {
    readonly folder: string;
    readonly wasOpen?: boolean;
    /** What the file loses in a power cut is taken from the record again: a commit does not wait for the disk. */
    readonly isCopy?: boolean;
  },
  logger: Logger | undefined,
): Result<{ readonly log: DatabaseLog; readonly opened: LogOpened }, Fault> {
  const path = join(folder, eventDatabaseName);
  if (wasOpen && !existsSync(path)) return err(sqliteFault(new MovedFileError(path), eventDatabaseName));
  const database = openEventDatabase(folder);
  if (!database.ok) return database;
  try {
    if (isCopy) database.value.pragma('synchronous = NORMAL');
    // The findings come first: the first commit overwrites the notes beside the store.
    const findings = findingsOf(database.value, folder);
    const log = new DatabaseLog(database.value, logger);
    return ok({ log, opened: { head: log.head, findings, sqliteVersion: versionOf(database.value) } });
  } catch (error) {
    database.value.close();
    return err(sqliteFault(error, eventDatabaseName));
  }
}

export class DatabaseLog implements EventLog {
  private readonly database: Database.Database;
  private readonly logger: Logger | undefined;
  private readonly writer: EventWriter;
  private readonly record: HeadRecord;
  private readonly checkpoints: CheckpointTable;
  private readonly file: FileGuard;
  private onOutcome: OnOutcome = () => undefined;
  /** Why rows were lost the last time: rows that follow them are lost for the same reason. */
  private lostBy: Fault | undefined;
  private isLogStuck = false;

  /** Throws SqliteError when the file can't be read. */
  constructor(database: Database.Database, logger: Logger | undefined) {
    this.database = database;
    this.logger = logger;
    // SQLite would do it within a commit. The log does it when nobody waits.
    database.pragma('wal_autocheckpoint = 0');
    this.writer = new EventWriter(database);
    this.record = new HeadRecord(dirname(database.name), isExportMissed(database));
    this.checkpoints = new CheckpointTable(database);
    this.file = new FileGuard(database, logger);
  }

  get head(): StoreHead {
    return this.writer.head;
  }

  listen(onOutcome: OnOutcome): void {
    this.onOutcome = onOutcome;
  }

  write(batch: RowBatch): void {
    this.writeTogether([batch]);
  }

  /** Writes consecutive batches in one commit. */
  writeTogether(batches: readonly [RowBatch, ...RowBatch[]]): void {
    const startMs = performance.now();
    const writes = batches.length;
    const fault = this.groundLost(batches[0]) ?? this.faultOf(() => this.writer.write(joinBatches(batches)));
    this.ended(writes, fault, startMs);
    // The answer has been given, so the callers of this commit do not wait for the work that follows.
    if (fault === undefined) this.moveLongLog();
  }

  /**
   * Inserts consecutive batches in a transaction that stays open until `commitStaged` or `dropStaged`, and tells
   * nothing. Says whether it did. Moves a long write-ahead log before: whoever stages waits for somebody else meanwhile.
   */
  stage(batches: readonly [RowBatch, ...RowBatch[]]): boolean {
    this.moveLongLog();
    return this.faultOf(() => this.writer.stage(joinBatches(batches))) === undefined;
  }

  /** Commits what was staged, and tells like `write`. */
  commitStaged(writes: number): void {
    const startMs = performance.now();
    const fault = this.faultOf(() => this.writer.commitStaged());
    this.ended(writes, fault, startMs);
  }

  dropStaged(): void {
    this.writer.dropStaged();
  }

  private ended(writes: number, fault: FaultOrNone, startMs: number): void {
    this.lostBy = fault;
    if (fault !== undefined) {
      this.file.faulted(fault);
      this.onOutcome({ type: 'lost', writes, fault });
      return;
    }
    const { head } = this.writer;
    this.onOutcome({ type: 'written', writes, head, commitMs: performance.now() - startMs });
    // Callers wait for their rows, not for the note. The listener may have written more meanwhile.
    this.record.note(this.head);
  }

  private moveLongLog(): void {
    if (this.writer.isLogLong) this.moveLog();
  }

  /** The fault that lost the rows before this batch; undefined where the batch follows the head. */
  private groundLost({ first }: RowBatch): FaultOrNone {
    return first === this.head.position + 1 ? undefined : this.lostBy;
  }

  probe(expected: StoreHead, ended: (fault: FaultOrNone) => void): void {
    // A probe runs again and again, so it must not wait for a lock as an append does.
    const fault = this.faultOf(() => {
      if (!sameHead(this.head, expected)) throw new ChangedFileError(this.database.name);
      this.database.pragma('busy_timeout = 0');
      this.writer.probe();
    });
    this.database.pragma(`busy_timeout = ${lockWaitMs}`);
    if (fault === undefined) this.file.healed();
    else this.file.faulted(fault);
    ended(fault);
  }

  look(ended: (fault: FaultOrNone) => void): void {
    const fault = this.faultOf(() => this.writer.checkFile());
    if (fault !== undefined) this.file.faulted(fault);
    ended(fault ?? this.moveLog());
  }

  keep(signed: SignedCheckpoint, ended: (fault: FaultOrNone) => void): void {
    const fault = this.faultOf(() => this.writer.beside(() => this.checkpoints.add(signed)));
    if (fault === undefined) this.record.noteSigned(signed.position, this.head);
    ended(fault);
  }

  async close(): Promise<void> {
    await this.file.close();
    const fault = this.faultOf(() => this.writer.checkFile());
    try {
      // The log may be another engine's by now, which would find its last commit gone.
      if (fault === undefined || !isLasting(fault)) this.database.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // All events are durable in the log. The next process that opens the file finds them there.
      const { message } = sqliteFault(error, eventDatabaseName);
      this.logger?.log('warn', 'the event store closes without a checkpoint', { error: message });
    }
    this.writer.close();
    this.record.close();
    this.database.close();
  }

  /**
   * Moves the write-ahead log into the database. Where that fails, the events are still durable in the log, and the
   * next call tries again. Returns only a fault after which nothing may be written.
   */
  private moveLog(): FaultOrNone {
    const fault = this.faultOf(() => this.writer.moveLog());
    if (fault !== undefined && isLasting(fault)) return fault;
    if (fault !== undefined && !this.isLogStuck) {
      const error = fault.message;
      this.logger?.log('warn', 'the write-ahead log can not be moved into the event store', { error });
    }
    this.isLogStuck = fault !== undefined;
    return undefined;
  }

  private faultOf(attempt: () => void): FaultOrNone {
    try {
      attempt();
      return undefined;
    } catch (error) {
      return sqliteFault(error, eventDatabaseName);
    }
  }
}

function versionOf(database: Database.Database): string {
  return database.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? 'unknown';
}

/** Whether the store does not have the head that was exported last. */
function isExportMissed(database: Database.Database): boolean {
  const exported = readExportedHead(dirname(database.name));
  if (exported === undefined) return false;
  const hashAt = database.prepare<[number], string>('SELECT hash FROM events WHERE position = ?').pluck();
  return hashAt.get(exported.position) !== exported.hash;
}

function sameHead(a: StoreHead, b: StoreHead): boolean {
  return a.position === b.position && a.hash === b.hash;
}
