/**
 * Notices that an open database file is no longer the file at its path, or that somebody else changed it. On Unix a
 * file can be moved away, deleted or replaced while it is open. Writes to it still succeed then, but are lost when the
 * process ends.
 */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A folder that changed less than this long ago may change again without a new time of change, where the clock of files
 * is coarse.
 */
const recentMs = 100;

interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

interface Content {
  readonly size: bigint;
  readonly mtimeNs: bigint;
}

export class FileWatch {
  private readonly path: string;
  private readonly file: (Identity & Content) | undefined;
  /** Size and time of the file after our last commit. Only a checkpoint of SQLite's log, made by us, changes them. */
  private content: Content | undefined;
  /** Identity of the log. It is known from the first look at which there is a log. */
  private log: Identity | undefined;
  /** The folder's time of change at the last look. */
  private folderChanged: bigint | undefined;

  constructor(path: string) {
    this.path = path;
    this.file = statOf(path);
    this.content = this.file;
    this.log = statOf(`${path}-wal`);
  }

  /**
   * Throws the errors that SQLite throws when it notices such a change. Called at every commit. No file can be moved,
   * deleted or replaced without a change of the folder, so one question about the folder is enough. LogWatch says why
   * the log is not asked about each time.
   */
  check(): void {
    const folder = statOf(dirname(this.path));
    const changed = folder?.mtimeNs;
    const isRecent = changed !== undefined && Date.now() - Number(changed / 1_000_000n) < recentMs;
    if (changed !== undefined && changed === this.folderChanged && !isRecent) return;
    this.checkThoroughly();
    this.folderChanged = changed;
  }

  /** Looks at the files themselves. */
  checkThoroughly(): void {
    if (!same(this.file, statOf(this.path))) throw new MovedFileError(this.path);
    const log = statOf(`${this.path}-wal`);
    if (this.log !== undefined && !same(this.log, log)) throw new MovedFileError(`${this.path}-wal`);
    this.log = log;
  }

  /** Throws when anybody has written to the file itself since our last commit. */
  checkContent(): void {
    const { content } = this;
    const now = statOf(this.path);
    // A file that was removed is reported by the other check.
    if (content === undefined || now === undefined || !same(this.file, now)) return;
    if (now.size !== content.size || now.mtimeNs !== content.mtimeNs) throw new ChangedFileError(this.path);
  }

  /** Called after each of our commits: SQLite may have moved the log into the file with it. */
  committed(): void {
    this.content = statOf(this.path);
  }
}

/** Thrown when the path leads to another file. */
export class MovedFileError extends Error {
  override readonly name = 'MovedFileError';
  readonly code = 'SQLITE_READONLY_DBMOVED';

  constructor(path: string) {
    super(`${path} is not the file that was opened`);
  }
}

/** Thrown when somebody else has written to the file, or has cut it short. */
export class ChangedFileError extends Error {
  override readonly name = 'ChangedFileError';
  readonly code = 'FILE_CHANGED';

  constructor(path: string) {
    super(`${path} is not as this process left it`);
  }
}

function statOf(path: string): (Identity & Content) | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}

function same(a: Identity | undefined, b: Identity | undefined): boolean {
  return a?.ino === b?.ino && a?.dev === b?.dev;
}
