/** Writes to `events.db`. */
import type Database from 'better-sqlite3';
import { emptyChainHash } from '../../../engine/events/schema/chainInput.ts';
import { emptyRow, type EventRow } from '../../../engine/events/schema/eventRow.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import { chainHashOf } from '../chain/chainHash.ts';
import { ChangedFileError, FileWatch } from '../files/fileWatch.ts';
import { LogWatch } from '../files/logWatch.ts';
import { RowCursor, type RowBatch } from './rowBatch.ts';

const columnCount = 12;
/** Rows per statement, largest first. One statement for several rows saves a third of the time per row. */
const chunkSizes = [32, 8, 2, 1] as const;
/**
 * Frames in the write-ahead log after which it is moved into the database while appends wait: about 4 MB, which is what
 * SQLite itself takes.
 */
const longLogFrames = 1_000;
/** How many bytes a probe writes, so that it fails while there is no room for a few events. */
const probeBytes = 65_536;

interface Chunk {
  readonly rows: number;
  readonly insert: Database.Statement<unknown[]>;
  readonly parameters: unknown[];
}

/**
 * Writes rows and their hash chain, one transaction per call. Knows the chain's head on disk. At every commit it checks
 * that the file is still as the last commit left it: events on top of somebody else's change must not be acknowledged.
 */
export class EventWriter {
  private readonly begin: Database.Statement<[]>;
  private readonly commit: Database.Statement<[]>;
  private readonly rollback: Database.Statement<[]>;
  private readonly addClockStep: Database.Statement<[number]>;
  private readonly fillProbe: Database.Statement<[]>;
  private readonly emptyProbe: Database.Statement<[]>;
  private readonly chunks: readonly Chunk[];
  private readonly database: Database.Database;
  private readonly file: FileWatch;
  private readonly log: LogWatch;
  private readonly readDataVersion: Database.Statement<[], number>;
  private readonly readHead: Database.Statement<[], StoreHead & { readonly time: string }>;
  /**
   * SQLite's number that changes with the commits of others. Undefined when a failed transaction of ours may have
   * changed it.
   */
  private dataVersion: number | undefined;
  private readonly row = emptyRow();
  private current: StoreHead;
  /** Frames of the write-ahead log that are in the database too; undefined where that is not known. */
  private movedFrames: number | undefined = 0;
  /** Frames of the log at the last try to move them. */
  private triedAtFrames = 0;
  private lastTime: string;

  /** Throws SqliteError when the head can't be read. */
  constructor(database: Database.Database) {
    this.database = database;
    const isEmpty = emptyLog(database);
    this.file = new FileWatch(database.name);
    this.log = new LogWatch(database.name, Number(database.pragma('page_size', { simple: true })), isEmpty);
    this.readDataVersion = database.prepare<[], number>('PRAGMA data_version').pluck();
    this.readHead = database.prepare(
      'SELECT position, hash, time FROM events ORDER BY position DESC LIMIT 1',
    );
    this.begin = database.prepare('BEGIN IMMEDIATE');
    this.commit = database.prepare('COMMIT');
    this.rollback = database.prepare('ROLLBACK');
    this.addClockStep = database.prepare('INSERT INTO clock_steps VALUES (?)');
    this.fillProbe = database.prepare(`INSERT INTO write_probe VALUES (1, zeroblob(${probeBytes}))`);
    this.emptyProbe = database.prepare('DELETE FROM write_probe');
    this.chunks = chunkSizes.map((rows) => ({
      rows,
      insert: database.prepare(`INSERT INTO events VALUES ${placeholders(rows)}`),
      parameters: new Array<unknown>(rows * columnCount).fill(null),
    }));
    // Both reads happen in one transaction, so that no other commit comes between them.
    const last = database.transaction(() => {
      this.dataVersion = this.readDataVersion.get();
      return this.readHead.get();
    })();
    this.current = { position: last?.position ?? 0, hash: last?.hash ?? emptyChainHash };
    this.lastTime = last?.time ?? '';
  }

  /** The head on disk. */
  get head(): StoreHead {
    return this.current;
  }

  /** Writes rows that follow the head. They are on disk when it returns. Throws SqliteError when nothing was written. */
  write(batch: RowBatch): void {
    let hash = this.current.hash;
    let time = this.lastTime;
    const { row, current } = this;
    this.transaction(() => {
      const rows = new RowCursor(batch);
      for (const { rows: size, insert, parameters } of this.chunks) {
        while (rows.left >= size) {
          for (let i = 0; i < size; i++) {
            hash = chainHashOf(hash, rows.next(row));
            bind(parameters, i * columnCount, row, hash);
            if (row.time < time) this.addClockStep.run(row.position);
            time = row.time;
          }
          insert.run(...parameters);
        }
      }
      invariant(row.position === current.position + batch.rows, 'rows follow the head');
    });
    this.lastTime = time;
    this.current = { position: row.position, hash };
  }

  /** Tests whether the disk takes a write; throws SqliteError when it does not. */
  probe(): void {
    this.transaction(() => {
      this.emptyProbe.run();
      this.fillProbe.run();
    });
    this.transaction(() => this.emptyProbe.run());
  }

  /** Writes data that belongs beside the events, in a transaction of its own. Throws like `write`. */
  beside(work: () => void): void {
    this.transaction(work);
  }

  /** Throws SqliteError when the file is no longer the one that was opened, or when others have changed it. */
  checkFile(): void {
    this.file.checkThoroughly();
    this.checkUnchanged();
  }

  /** Whether the write-ahead log is so long that it has to be moved even while appends wait. */
  get isLogLong(): boolean {
    return (this.log.frameCount ?? 0) - this.triedAtFrames >= longLogFrames;
  }

  /**
   * Moves the write-ahead log into the database, as far as readers allow. Once all of it is moved, the next commit
   * begins the log anew. Throws SqliteError.
   */
  moveLog(): void {
    const frames = this.log.frameCount;
    if (frames !== undefined && frames === this.movedFrames) return;
    this.triedAtFrames = frames ?? 0;
    // Changes by others must be noticed first: from here on the file counts as ours.
    this.checkUnchanged();
    this.movedFrames = undefined;
    try {
      this.movedFrames = movedByCheckpoint(this.database);
    } finally {
      // A checkpoint that fails, for example for lack of room, may have written a part.
      this.file.committed();
    }
  }

  /** Called before the database is closed. */
  close(): void {
    this.log.close();
  }

  private checkUnchanged(): void {
    this.file.checkContent();
    this.log.check();
    const found = this.readDataVersion.get();
    if (this.dataVersion === undefined) {
      const head = this.readHead.get() ?? { position: 0, hash: emptyChainHash };
      if (head.position !== this.current.position || head.hash !== this.current.hash) throw this.changed();
      this.dataVersion = found;
    }
    if (found !== this.dataVersion) throw this.changed();
  }

  private changed(): ChangedFileError {
    return new ChangedFileError(this.database.name);
  }

  private transaction(work: () => void): void {
    this.begin.run();
    try {
      this.checkUnchanged();
    } catch (error) {
      if (this.database.inTransaction) this.rollback.run();
      throw error;
    }
    try {
      work();
      // A commit to a file that was removed would succeed, and would be lost.
      this.file.check();
      this.commit.run();
    } catch (error) {
      // SQLite ends the transaction itself after some faults, a full disk among them.
      if (this.database.inTransaction) this.rollback.run();
      this.failed();
      throw error;
    }
    this.file.committed();
    if (this.log.committed() === 'anew') this.movedFrames = this.triedAtFrames = 0;
  }

  /** Notes that a transaction failed: what it left behind is no change by others. */
  private failed(): void {
    this.dataVersion = undefined;
    this.file.committed();
    this.log.failed();
  }
}

/** Moves commits that an earlier run left in the log into the database. False where a reader prevents that. */
function emptyLog(database: Database.Database): boolean {
  try {
    const row = database.prepare<[], { readonly busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)').get();
    return row?.busy === 0;
  } catch {
    // The disk is full or takes no writes: the first append reports it.
    return false;
  }
}

/** How many frames of the log are in the database after a checkpoint that waits for nobody. */
function movedByCheckpoint(database: Database.Database): number | undefined {
  const row = database.prepare<[], { readonly checkpointed: number }>('PRAGMA wal_checkpoint(PASSIVE)').get();
  return row?.checkpointed;
}

function placeholders(rows: number): string {
  const row = `(${new Array<string>(columnCount).fill('?').join(',')})`;
  return new Array<string>(rows).fill(row).join(',');
}

function bind(parameters: unknown[], at: number, row: EventRow, hash: string): void {
  parameters[at] = row.position;
  parameters[at + 1] = row.stream;
  parameters[at + 2] = row.version;
  parameters[at + 3] = row.eventId;
  parameters[at + 4] = row.type;
  parameters[at + 5] = row.schemaVersion;
  parameters[at + 6] = row.data;
  parameters[at + 7] = row.correlationId;
  parameters[at + 8] = row.causationId;
  parameters[at + 9] = row.actor;
  parameters[at + 10] = row.time;
  parameters[at + 11] = hash;
}
