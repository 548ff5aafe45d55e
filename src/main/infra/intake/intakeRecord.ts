/** One line of input for the engine: a value to judge, or the reason why the line has none. */
import { createHash } from 'node:crypto';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { RawInput } from '../../engine/ports.ts';
import type { Line } from './lineSplitter.ts';

export type IntakeRecord =
  | {
      readonly type: 'value';
      readonly line: number;
      readonly value: unknown;
      /** The bytes of the line. They name the record when its value has no readable id. */
      readonly bytes: Buffer;
    }
  | { readonly type: 'unreadable'; readonly line: number; readonly refusal: Refusal; readonly raw: RawInput };

const excerptLengthMax = 120;

/** The record of a line that is not text, or not in its format. */
export function unreadable(line: number, bytes: Buffer, refusal: Refusal): IntakeRecord {
  return { type: 'unreadable', line, refusal, raw: rawInput(bytes) };
}

export function rawInput(bytes: Buffer): RawInput {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { excerpt: excerptOf(bytes), bytes: bytes.length, sha256 };
}

export function oversized(line: Extract<Line, { type: 'oversized' }>, bytesMax: number): IntakeRecord {
  const expected = `at most ${bytesMax} bytes`;
  const refusal = {
    code: 'oversized',
    message: `the line is ${line.length} bytes long, ${expected} are allowed`,
    actual: `${line.length} bytes`,
    expected,
  };
  const raw = { excerpt: excerptOf(line.head), bytes: line.length, sha256: line.sha256 };
  return { type: 'unreadable', line: line.number, refusal, raw };
}

export function notUtf8(line: number, bytes: Buffer): IntakeRecord {
  return unreadable(line, bytes, {
    code: 'utf8_malformed',
    message: 'the line is not valid UTF-8',
    actual: excerptOf(bytes),
    expected: 'text in UTF-8',
  });
}

/** Whether the line has nothing but blanks. Such a line is skipped and not counted. */
export function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

/** The first characters of the line; bytes that are not text show as U+FFFD. */
export function excerptOf(bytes: Buffer): string {
  return bytes
    .subarray(0, excerptLengthMax * 4)
    .toString('utf8')
    .slice(0, excerptLengthMax);
}
