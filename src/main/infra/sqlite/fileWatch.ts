/**
 * Notices that an open database file is no longer the one at its path. On Unix a file can be moved away, deleted or
 * replaced while it is open; what is written to it then succeeds, and is gone with the process.
 */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A folder that changed so recently may change again without another time of change, where the clock of files is coarse. */
const recentMs = 100;

interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

export class FileWatch {
  private readonly path: string;
  private readonly file: Identity | undefined;
  /** Known from the first look at which there is one. */
  private log: Identity | undefined;
  /** When the folder had changed last at the last look. */
  private folderChanged: bigint | undefined;

  constructor(path: string) {
    this.path = path;
    this.file = identityOf(path);
    this.log = identityOf(`${path}-wal`);
  }

  /**
   * Throws what SQLite throws where it notices by itself. For every commit: nothing can be moved, deleted or replaced
   * without a change of the folder, so that one question about that is enough. Asking about the log each time would
   * cost far more than the question: Linux since 6.13 gives a file that was asked about a new time with the next
   * write, and every sync then has to write that too.
   */
  check(): void {
    const folder = statSync(dirname(this.path), { bigint: true, throwIfNoEntry: false });
    const changed = folder?.mtimeNs;
    const isRecent = changed !== undefined && Date.now() - Number(changed / 1_000_000n) < recentMs;
    if (changed !== undefined && changed === this.folderChanged && !isRecent) return;
    this.checkThoroughly();
    this.folderChanged = changed;
  }

  /** Looks at the files themselves. */
  checkThoroughly(): void {
    if (!same(this.file, identityOf(this.path))) throw new MovedFileError(this.path);
    const log = identityOf(`${this.path}-wal`);
    if (this.log !== undefined && !same(this.log, log)) throw new MovedFileError(`${this.path}-wal`);
    this.log = log;
  }
}

class MovedFileError extends Error {
  override readonly name = 'MovedFileError';
  readonly code = 'SQLITE_READONLY_DBMOVED';

  constructor(path: string) {
    super(`${path} is not the file that was opened`);
  }
}

function identityOf(path: string): Identity | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}

function same(a: Identity | undefined, b: Identity | undefined): boolean {
  return a?.ino === b?.ino && a?.dev === b?.dev;
}
