/**
 * Notices that the write-ahead log of an open database was shortened or replaced in place, in the same file. SQLite
 * would write on after the hole, and the next reader of the log would stop at the hole.
 *
 * The log is a header of 32 bytes and then frames, each a header of 24 bytes and a page. A frame belongs to the current
 * log when it has the header's salt. The last frame of a transaction holds the size of the database
 * (https://sqlite.org/fileformat2.html#the_write_ahead_log). Our last frame must be there at every commit.
 *
 * This class reads a few bytes and never asks for the file's times. Linux since 6.13 gives a file whose times somebody
 * asked for a new time with the next write. Every sync then has to write that time too, which costs a fifth of a
 * commit.
 */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { errorCode } from '../../paths/errorCode.ts';
import { ChangedFileError } from './fileWatch.ts';

const logHeaderBytes = 32;
const frameHeaderBytes = 24;
const saltBytes = 8;
/** Offset of the salt in the log's header, and in a frame's. */
const saltInLog = 16;
const saltInFrame = 8;
/** Offset of the database's size in a frame; the size is 0 in all but the last frame of a transaction. */
const sizeInFrame = 4;
/** Frames that are read at once: a small commit has fewer. */
const framesAtOnce = 8;

export class LogWatch {
  private readonly path: string;
  private readonly frameBytes: number;
  private file: number | undefined;
  private salt: Buffer | undefined;
  /** Frames of the log up to our last commit. Undefined while the number is not known, until the log begins anew. */
  private frames: number | undefined;
  /** The last frame, header and page. */
  private last: Buffer | undefined;

  /** `isEmpty` says that the log holds nothing. `databasePath` is the path of the database, not of the log. */
  constructor(databasePath: string, pageBytes: number, isEmpty: boolean) {
    this.path = `${databasePath}-wal`;
    this.frameBytes = frameHeaderBytes + pageBytes;
    if (!isEmpty) this.failed();
  }

  /** Frames of the log up to our last commit; undefined while the number is not known. */
  get frameCount(): number | undefined {
    return this.frames;
  }

  /** Throws when our last frame is not there any more. */
  check(): void {
    if (this.last === undefined || this.frames === undefined) return;
    const found = this.read(this.frameAt(this.frames - 1), this.frameBytes);
    if (found?.equals(this.last) !== true) throw new ChangedFileError(this.path);
  }

  /**
   * Called after each transaction that wrote; says whether SQLite began the log anew with it. Throws when its frames, or
   * the frames before them, are not there.
   */
  committed(): 'anew' | 'longer' {
    const salt = this.readSalt();
    if (salt === undefined) throw new ChangedFileError(this.path);
    const began = this.salt?.equals(salt) === true ? 'longer' : 'anew';
    if (began === 'longer') this.check();
    else this.beginAnew(salt);
    if (this.frames === undefined) return began;
    for (let frame = this.frames; ;) {
      const found = this.framesFrom(frame);
      if (found.length === 0) throw new ChangedFileError(this.path);
      for (const bytes of found) {
        const isOurs = bytes.subarray(saltInFrame, saltInFrame + saltBytes).equals(salt);
        if (!isOurs) throw new ChangedFileError(this.path);
        frame++;
        if (bytes.readUInt32BE(sizeInFrame) === 0) continue;
        this.frames = frame;
        this.last = bytes;
        return began;
      }
    }
  }

  /**
   * Called after a transaction that failed, and may have overwritten frames. The log is watched again once it begins
   * anew.
   */
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
    // The log was empty, or SQLite writes it from its beginning again with the next salt.
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

  /** A frame and those that follow it, as far as the file has them. */
  private framesFrom(frame: number): readonly Buffer[] {
    const { frameBytes } = this;
    const bytes = this.readUpTo(this.frameAt(frame), framesAtOnce * frameBytes);
    const count = Math.floor(bytes.length / frameBytes);
    return Array.from({ length: count }, (_, at) => bytes.subarray(at * frameBytes, (at + 1) * frameBytes));
  }

  /** Reads bytes of the log; undefined where the file ends before them. */
  private read(at: number, length: number): Buffer | undefined {
    const bytes = this.readUpTo(at, length);
    return bytes.length === length ? bytes : undefined;
  }

  /** Reads bytes of the log, fewer where the file ends before them, none without a file. */
  private readUpTo(at: number, length: number): Buffer {
    try {
      this.file ??= openQuietly(this.path);
      const bytes = Buffer.allocUnsafe(length);
      return bytes.subarray(0, readSync(this.file, bytes, 0, length, at));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return Buffer.alloc(0);
      throw error;
    }
  }
}

/**
 * Opens the log so that reads do not change its time of access, where the system can: each sync would have to write
 * that time.
 */
function openQuietly(path: string): number {
  // Only the owner may use the flag, and Windows does not know it.
  const quiet = (constants as { readonly O_NOATIME?: number }).O_NOATIME ?? 0;
  try {
    return openSync(path, constants.O_RDONLY | quiet);
  } catch (error) {
    if (errorCode(error) === 'EPERM') return openSync(path, 'r');
    throw error;
  }
}
