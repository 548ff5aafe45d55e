/**
 * Room in the file of a record for what must be written while the disk is full: pages that are in the file and free.
 * SQLite takes a free page before it makes the file larger, and its write-ahead log begins anew in the room that the log
 * has. So cancels and the session's own messages go on for thousands of messages after the disk has filled.
 */
import Database from 'better-sqlite3';

export const reserveTable = 'CREATE TABLE reserve (room BLOB NOT NULL)';

/** Free pages of 4 KiB; some ten messages take one. */
export const reservedPages = 768;
/** The room is renewed once no more than these pages are left. */
export const lowPages = 256;
/** After this many pages the log is moved into the file, long before it needs more room. */
const logPagesMax = 256;

export class ReservedRoom {
  private readonly database: Database.Database;
  private readonly free: Database.Statement<[], number>;
  /** Whether the pages are in the file itself, and not only in the log. */
  private isInFile = true;

  constructor(database: Database.Database) {
    this.database = database;
    database.pragma(`wal_autocheckpoint = ${logPagesMax}`);
    this.free = database.prepare<[], number>('PRAGMA freelist_count').pluck();
  }

  /** Returns false where the disk has no room for it. Costs next to nothing while there is enough. */
  keep(): boolean {
    try {
      if ((this.free.get() ?? 0) <= lowPages) this.take();
      if (!this.isInFile) this.isInFile = this.moveLog();
      return true;
    } catch (error) {
      if (error instanceof Database.SqliteError) return false;
      throw error;
    }
  }

  /** The pages are written once, because a disk reserves room only for what was written. */
  private take(): void {
    const { database } = this;
    const pageBytes = Number(database.pragma('page_size', { simple: true }));
    database.transaction(() => {
      database.exec('DROP TABLE IF EXISTS reserve');
      database.exec(reserveTable);
      database.prepare('INSERT INTO reserve VALUES (zeroblob(?))').run(reservedPages * pageBytes);
    })();
    this.isInFile = false;
    this.isInFile = this.moveLog();
    database.exec('DROP TABLE reserve');
  }

  /** False while a reader holds on to the log. */
  private moveLog(): boolean {
    const moved = this.database.prepare<[], Moved>('PRAGMA wal_checkpoint(PASSIVE)').get();
    return moved?.busy === 0 && moved.log === moved.checkpointed;
  }
}

interface Moved {
  readonly busy: number;
  readonly log: number;
  readonly checkpointed: number;
}
