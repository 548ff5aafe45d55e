import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter, type Line } from './lineSplitter.ts';

function split(chunks: readonly (string | Uint8Array)[], bytesMax?: number): Line[] {
  const splitter = new LineSplitter(bytesMax);
  const lines = chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk)));
  return [...lines, ...splitter.end()];
}

const texts = (lines: readonly Line[]): string[] =>
  lines.map((line) => (line.type === 'line' ? line.bytes.toString() : `oversized ${line.length}`));

describe('LineSplitter', () => {
  it('takes LF and CRLF as ends, numbers from 1, and counts empty lines', () => {
    const lines = split(['a\r\nb\n\nc\n']);
    expect(texts(lines)).toEqual(['a', 'b', '', 'c']);
    expect(lines.map((line) => line.number)).toEqual([1, 2, 3, 4]);
  });

  it('gives a last line without an end', () => {
    expect(texts(split(['a\nb']))).toEqual(['a', 'b']);
    expect(texts(split(['']))).toEqual([]);
  });

  it('drops a byte order mark, but only at the very start', () => {
    const lines = split(['\u{feff}a\n\u{feff}b\n']);
    expect(texts(lines)).toEqual(['a', '\u{feff}b']);
  });

  it('finds the same lines however the stream is cut', () => {
    const text = 'first\r\n\nsécond ✓\nlast';
    fc.assert(
      fc.property(fc.array(fc.nat({ max: Buffer.byteLength(text) }), { maxLength: 8 }), (cuts) => {
        const bytes = Buffer.from(text);
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        expect(texts(split(chunks))).toEqual(['first', '', 'sécond ✓', 'last']);
      }),
    );
  });

  it('lets a line of exactly the limit pass, with any end', () => {
    expect(texts(split(['12345\r\n12345\n12345'], 5))).toEqual(['12345', '12345', '12345']);
  });

  it('passes on a line beyond the limit as its length, head and hash', () => {
    const long = 'x'.repeat(1_000_000);
    const chunks = Array.from({ length: 100 }, () => 'x'.repeat(10_000));
    const lines = split(['a\n', ...chunks, '\nb\n']);
    expect(texts(lines)).toEqual(['a', 'oversized 1000000', 'b']);
    expect(lines[1]).toMatchObject({ number: 2, sha256: createHash('sha256').update(long).digest('hex') });
    expect(lines[1]?.type === 'oversized' && lines[1].head.length).toBe(256);
  });

  it('refuses one byte beyond the limit, without a carriage return to excuse it', () => {
    expect(texts(split(['123456\n'], 5))).toEqual(['oversized 6']);
  });
});
