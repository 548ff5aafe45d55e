/**
 * Notices that the write-ahead log of an open database was shortened or replaced in place, under the same file. SQLite
 * would write on behind the hole, and the next one to read the log would stop at it.
 *
 * The log is a header of 32 bytes and then frames, each a header of 24 bytes and a page. A frame belongs to the log as it
 * is now when it has the header's salt; the last one of a transaction has the size of the database in it
 * (https://sqlite.org/fileformat2.html#the_write_ahead_log). Our last frame must be there at every commit.
 *
 * It reads a few bytes and never asks about the file: Linux since 6.13 gives a file that was asked about a new time with
 * the next write, and every sync then has to write that too, which costs a fifth of a commit.
 */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { ChangedFileError } from './fileWatch.ts';

const logHeaderBytes = 32;
const frameHeaderBytes = 24;
const saltBytes = 8;
/** Where the salt stands in the log's header, and in a frame's. */
const saltInLog = 16;
const saltInFrame = 8;
/** Where a frame has the size of the database; 0 in all but the last of a transaction. */
const sizeInFrame = 4;

export class LogWatch {
  private readonly path: string;
  private readonly frameBytes: number;
  private file: number | undefined;
  private salt: Buffer | undefined;
  /** Frames of the log up to our last commit; undefined while they are not known, until the log begins anew. */
  private frames: number | undefined;
  /** The last of them, header and page. */
  private last: Buffer | undefined;

  /** `isEmpty`: nothing is in the log. The path is the database's. */
  constructor(databasePath: string, pageBytes: number, isEmpty: boolean) {
    this.path = `${databasePath}-wal`;
    this.frameBytes = frameHeaderBytes + pageBytes;
    if (!isEmpty) this.failed();
  }

  /** Throws when our last frame is not there any more. */
  check(): void {
    if (this.last === undefined || this.frames === undefined) return;
    const found = this.read(this.frameAt(this.frames - 1), this.frameBytes);
    if (found?.equals(this.last) !== true) throw new ChangedFileError(this.path);
  }

  /** After each transaction that wrote. Throws when its frames are not there, or those before them have gone. */
  committed(): void {
    const salt = this.readSalt();
    if (salt === undefined) throw new ChangedFileError(this.path);
    if (this.salt?.equals(salt) === true) this.check();
    else this.beginAnew(salt);
    if (this.frames === undefined) return;
    for (let frame = this.frames; ; frame++) {
      const header = this.read(this.frameAt(frame), frameHeaderBytes);
      const isOurs = header?.subarray(saltInFrame, saltInFrame + saltBytes).equals(salt) === true;
      if (header === undefined || !isOurs) throw new ChangedFileError(this.path);
      if (header.readUInt32BE(sizeInFrame) === 0) continue;
      this.frames = frame + 1;
      this.last = this.read(this.frameAt(frame), this.frameBytes);
      return;
    }
  }

  /** After a transaction that failed, and may have written over frames: what comes is watched once the log begins anew. */
  failed(): void {
    this.frames = undefined;
    this.last = undefined;
    this.salt = this.readSalt();
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  private beginAnew(salt: Buffer): void {
    // The first salt of a log that was empty, or the next one of a log that is written from its beginning again.
    this.frames = 0;
    this.salt = salt;
    this.last = undefined;
  }

  private frameAt(frame: number): number {
    return logHeaderBytes + frame * this.frameBytes;
  }

  private readSalt(): Buffer | undefined {
    return this.read(0, logHeaderBytes)?.subarray(saltInLog, saltInLog + saltBytes);
  }

  /** Undefined where the file ends before. */
  private read(at: number, length: number): Buffer | undefined {
    try {
      this.file ??= openQuietly(this.path);
      const bytes = Buffer.allocUnsafe(length);
      return readSync(this.file, bytes, 0, length, at) === length ? bytes : undefined;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

/** Without a new time of reading, where the system can: each sync would have to write it. */
function openQuietly(path: string): number {
  // Only the owner may, and Windows does not know it.
  const quiet = (constants as { readonly O_NOATIME?: number }).O_NOATIME ?? 0;
  try {
    return openSync(path, constants.O_RDONLY | quiet);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPERM') return openSync(path, 'r');
    throw error;
  }
}
