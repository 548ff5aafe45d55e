/** Writes to `events.db`. */
import type Database from 'better-sqlite3';
import { emptyChainHash } from '../../../engine/events/schema/chainInput.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import { ChangedFileError, FileWatch } from '../files/fileWatch.ts';
import { LogWatch } from '../files/logWatch.ts';
import { EventInsert, type ChainEnd } from './eventInsert.ts';
import type { RowBatch } from './rowBatch.ts';

/**
 * Frames in the write-ahead log after which it is moved into the database while appends wait: about 4 MB, which is what
 * SQLite itself takes.
 */
const longLogFrames = 1_000;
/** How many bytes a probe writes, so that it fails while there is no room for a few events. */
const probeBytes = 65_536;

/**
 * Writes rows and their hash chain, one transaction per call. Knows the chain's head on disk. At every commit it checks
 * that the file is still as the last commit left it: events on top of somebody else's change must not be acknowledged.
 */
export class EventWriter {
  private readonly begin: Database.Statement<[]>;
  private readonly commit: Database.Statement<[]>;
  private readonly rollback: Database.Statement<[]>;
  private readonly fillProbe: Database.Statement<[]>;
  private readonly emptyProbe: Database.Statement<[]>;
  private readonly rows: EventInsert;
  private readonly database: Database.Database;
  private readonly file: FileWatch;
  private readonly log: LogWatch;
  private readonly readDataVersion: Database.Statement<[], number>;
  private readonly readHead: Database.Statement<[], ChainEnd>;
  /**
   * SQLite's number that changes with the commits of others. Undefined when a failed transaction of ours may have
   * changed it.
   */
  private dataVersion: number | undefined;
  private current: ChainEnd;
  /** The end of the chain once the open transaction is committed; undefined where none is open. */
  private staged: ChainEnd | undefined;
  /** Frames of the write-ahead log that are in the database too; undefined where that is not known. */
  private movedFrames: number | undefined = 0;
  /** Frames of the log at the last try to move them. */
  private triedAtFrames = 0;

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
    this.fillProbe = database.prepare(`INSERT INTO write_probe VALUES (1, zeroblob(${probeBytes}))`);
    this.emptyProbe = database.prepare('DELETE FROM write_probe');
    this.rows = new EventInsert(database);
    // Both reads happen in one transaction, so that no other commit comes between them.
    const last = database.transaction(() => {
      this.dataVersion = this.readDataVersion.get();
      return this.readHead.get();
    })();
    this.current = last ?? { position: 0, hash: emptyChainHash, time: '' };
  }

  /** The head on disk. */
  get head(): StoreHead {
    const { position, hash } = this.current;
    return { position, hash };
  }

  /** Writes rows that follow the head. They are on disk when it returns. Throws SqliteError when nothing was written. */
  write(batch: RowBatch): void {
    this.stage(batch);
    this.commitStaged();
  }

  /**
   * Inserts rows that follow the head, in a transaction that stays open until `commitStaged` or `dropStaged`. Throws
   * SqliteError when nothing was inserted.
   */
  stage(batch: RowBatch): void {
    this.beginWrite();
    this.undoIfThrown(() => (this.staged = this.rows.insert(batch, this.current)));
  }

  /** Throws like `write`. */
  commitStaged(): void {
    const { staged } = this;
    invariant(staged !== undefined, 'rows are staged before they are committed');
    this.staged = undefined;
    this.commitWrite();
    this.current = staged;
  }

  dropStaged(): void {
    this.staged = undefined;
    this.undo();
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
    this.beginWrite();
    this.undoIfThrown(work);
    this.commitWrite();
  }

  private beginWrite(): void {
    this.begin.run();
    try {
      this.checkUnchanged();
    } catch (error) {
      if (this.database.inTransaction) this.rollback.run();
      throw error;
    }
  }

  private commitWrite(): void {
    this.undoIfThrown(() => {
      // A commit to a file that was removed would succeed, and would be lost.
      this.file.check();
      this.commit.run();
    });
    this.file.committed();
    if (this.log.committed() === 'anew') this.movedFrames = this.triedAtFrames = 0;
  }

  private undoIfThrown(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.undo();
      throw error;
    }
  }

  private undo(): void {
    // SQLite ends the transaction itself after some faults, a full disk among them.
    if (this.database.inTransaction) this.rollback.run();
    this.failed();
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
