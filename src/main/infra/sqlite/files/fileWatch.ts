/**
 * Notices that an open database file is no longer the one at its path, or was changed by somebody else. On Unix a file
 * can be moved away, deleted or replaced while it is open; what is written to it then succeeds, and is gone with the
 * process.
 */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A folder that changed so recently may change again without another time of change, where the clock of files is coarse. */
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
  /** Size and time of the file after our last commit: only a checkpoint of ours changes them. */
  private content: Content | undefined;
  /** Known from the first look at which there is one. */
  private log: Identity | undefined;
  /** When the folder had changed last at the last look. */
  private folderChanged: bigint | undefined;

  constructor(path: string) {
    this.path = path;
    this.file = statOf(path);
    this.content = this.file;
    this.log = statOf(`${path}-wal`);
  }

  /**
   * Throws what SQLite throws where it notices by itself. For every commit: nothing can be moved, deleted or replaced
   * without a change of the folder, so that one question about that is enough. The log is not asked about each time:
   * see LogWatch.
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

  /** Throws when the file itself was written to since our last commit, in whatever way. */
  checkContent(): void {
    const { content } = this;
    const now = statOf(this.path);
    // A file that has gone is the other look's to tell.
    if (content === undefined || now === undefined || !same(this.file, now)) return;
    if (now.size !== content.size || now.mtimeNs !== content.mtimeNs) throw new ChangedFileError(this.path);
  }

  /** After each of our commits, which may have been a checkpoint too. */
  committed(): void {
    this.content = statOf(this.path);
  }
}

/** The file at the path is another one. */
class MovedFileError extends Error {
  override readonly name = 'MovedFileError';
  readonly code = 'SQLITE_READONLY_DBMOVED';

  constructor(path: string) {
    super(`${path} is not the file that was opened`);
  }
}

/** Somebody else has written to the file, or cut it short. */
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
