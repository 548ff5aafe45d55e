/**
 * Notices that an open database file is no longer the one at its path. On Unix a file can be moved away, deleted or
 * replaced while it is open; what is written to it then succeeds, and is gone with the process.
 */
import { statSync } from 'node:fs';

interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

export class FileWatch {
  private readonly path: string;
  private readonly file: Identity | undefined;
  /** Known from the first look at which there is one. */
  private log: Identity | undefined;

  constructor(path: string) {
    this.path = path;
    this.file = identityOf(path);
    this.log = identityOf(`${path}-wal`);
  }

  /** Two questions to the file system, a few microseconds. Throws what SQLite throws where it notices by itself. */
  check(): void {
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
