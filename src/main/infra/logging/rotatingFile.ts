/**
 * A log file that only grows. Once full, the file is renamed to `<name>.1` and the older files move up. Every entry is
 * written at once, without a buffer, so that a crash loses none.
 */
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../paths/errorCode.ts';
import { isFileAt } from '../paths/isFileAt.ts';

export interface RotatingFileOptions {
  readonly path: string;
  readonly bytesMax: number;
  /** How many older files are kept besides the current one. */
  readonly keptMax: number;
}

export class RotatingFile {
  private readonly options: RotatingFileOptions;
  private handle: number | undefined;
  private bytes = 0;

  constructor(options: RotatingFileOptions) {
    this.options = options;
  }

  /** Writes the text at the end of the file. Throws the file system's error; the next call tries again. */
  append(text: string): void {
    const bytes = Buffer.from(text);
    // Whoever cleans up or rotates the files must not take the entries to come with them.
    if (this.handle !== undefined && !isFileAt(this.options.path, this.handle)) this.close();
    this.handle ??= this.open();
    // This is also checked right after opening: where the older files can't be moved up, the last file must not grow
    // instead.
    if (this.bytes > 0 && this.bytes + bytes.length > this.options.bytesMax) this.rotate();
    const handle = (this.handle ??= this.open());
    writeSync(handle, bytes);
    this.bytes += bytes.length;
  }

  close(): void {
    if (this.handle !== undefined) closeSync(this.handle);
    this.handle = undefined;
  }

  private open(): number {
    mkdirSync(dirname(this.options.path), { recursive: true });
    const handle = openSync(this.options.path, 'a', 0o600);
    this.bytes = fstatSync(handle).size;
    return handle;
  }

  private rotate(): void {
    const { path, keptMax } = this.options;
    this.close();
    rmSync(`${path}.${keptMax}`, { force: true });
    for (let number = keptMax - 1; number >= 0; number--) {
      const from = number === 0 ? path : `${path}.${number}`;
      try {
        renameSync(from, `${path}.${number + 1}`);
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
      }
    }
  }
}
