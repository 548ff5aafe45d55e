/**
 * Cuts a stream of bytes into lines with bounded memory. A line beyond the limit is counted, hashed and passed on as
 * oversized, but never held in memory.
 */
import { createHash, type Hash } from 'node:crypto';

/** Bytes of the longest line. A signal with every field at its longest stays far below this limit. */
export const lineBytesMax = 65_536;
/** How many bytes are kept of an oversized line, so that a person can recognise it. */
const headBytesMax = 256;

export type Line =
  | { readonly type: 'line'; readonly number: number; readonly bytes: Buffer }
  | {
      readonly type: 'oversized';
      readonly number: number;
      /** The first bytes of the line. */
      readonly head: Buffer;
      /** Length of the whole line in bytes. */
      readonly length: number;
      /** SHA-256 of the whole line, lower-case hex. */
      readonly sha256: string;
    };

interface Oversized {
  readonly hash: Hash;
  readonly head: Buffer;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Splits at LF or CRLF; the last line may end without one. A byte order mark before the first line is dropped. */
export class LineSplitter {
  private readonly bytesMax: number;
  private number = 0;
  private parts: Buffer[] = [];
  private length = 0;
  private oversized: Oversized | undefined;

  constructor(bytesMax: number = lineBytesMax) {
    this.bytesMax = bytesMax;
  }

  /** The lines that end within this chunk. They share the chunk's memory. */
  push(chunk: Uint8Array): Line[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const lines: Line[] = [];
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
      this.add(bytes.subarray(start, end));
      lines.push(this.finish());
      start = end + 1;
    }
    if (start < bytes.length) this.add(bytes.subarray(start));
    return lines;
  }

  /** The text after the last line feed, if there is any. */
  end(): Line[] {
    return this.length === 0 ? [] : [this.finish()];
  }

  private add(part: Buffer): void {
    this.length += part.length;
    if (this.oversized !== undefined) {
      this.oversized.hash.update(part);
      return;
    }
    this.parts.push(part);
    // One byte more is kept for the carriage return of a line that has exactly the longest length.
    if (this.length <= this.bytesMax + 1) return;
    const hash = createHash('sha256');
    for (const piece of this.parts) hash.update(piece);
    const head = Buffer.concat(this.parts, Math.min(this.length, headBytesMax));
    this.oversized = { hash, head };
    this.parts = [];
  }

  private finish(): Line {
    const number = ++this.number;
    const length = this.length;
    const oversized = this.oversized;
    const parts = this.parts;
    this.parts = [];
    this.length = 0;
    this.oversized = undefined;
    if (oversized !== undefined) {
      return {
        type: 'oversized',
        number,
        head: oversized.head,
        length,
        sha256: oversized.hash.digest('hex'),
      };
    }
    const whole = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    return wholeLine(whole.at(-1) === carriageReturn ? whole.subarray(0, -1) : whole, number, this.bytesMax);
  }
}

/** The line of bytes that came as one piece, such as a message. */
export function wholeLine(given: Buffer, number: number, bytesMax: number = lineBytesMax): Line {
  const bytes = withoutMark(given, number);
  if (bytes.length <= bytesMax) return { type: 'line', number, bytes };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { type: 'oversized', number, head: bytes.subarray(0, headBytesMax), length: bytes.length, sha256 };
}

function withoutMark(bytes: Buffer, number: number): Buffer {
  return number === 1 && bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
}

/** Gives the lines of a stream as fast as the reader takes them. */
export async function* readLines(
  source: AsyncIterable<Uint8Array>,
  bytesMax: number = lineBytesMax,
): AsyncGenerator<Line, void, undefined> {
  const splitter = new LineSplitter(bytesMax);
  for await (const chunk of source) yield* splitter.push(chunk);
  yield* splitter.end();
}
