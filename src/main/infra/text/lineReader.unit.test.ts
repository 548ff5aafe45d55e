import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineReader } from './lineReader.ts';

function read(chunks: readonly string[], lengthMax = 10) {
  const heard: string[] = [];
  const reader = new LineReader(
    lengthMax,
    (line) => heard.push(line),
    () => heard.push('<overlong>'),
  );
  for (const chunk of chunks) reader.push(chunk);
  return heard;
}

describe('LineReader', () => {
  it('finds the same lines however the text is cut', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', '{', ' '), maxLength: 14 });
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat({ max: 20 })), (lines, cuts) => {
        const text = lines.map((each) => `${each}\n`).join('');
        const points = [
          0,
          ...cuts.map((cut) => Math.min(cut * 7, text.length)).toSorted((a, b) => a - b),
          text.length,
        ];
        const chunks = points.slice(1).map((end, index) => text.slice(points[index], end));
        expect(read(chunks)).toEqual(read([text]));
      }),
    );
  });

  it('reports an overlong line once, skips it, and goes on', () => {
    expect(read(['ok\n', '0123456789', 'x', 'more', ' and more\nfine\n'])).toEqual([
      'ok',
      '<overlong>',
      'fine',
    ]);
    expect(read(['0123456789x\nfine\n'])).toEqual(['<overlong>', 'fine']);
  });

  it('takes a line of exactly the length, skips blank ones, and waits for the end of the last', () => {
    expect(read(['0123456789\n', '\n  \n', 'rest'])).toEqual(['0123456789']);
  });
});
