import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberTexts, parseJson } from './strictJson.ts';

/** A JSON value with its text, and the keys that stand twice in one of its objects. */
interface Written {
  readonly text: string;
  readonly twice: ReadonlySet<string>;
}

// None holds a backslash: after such a key, V8 13 may read another one wrong that is written with escapes.
const key = fc.oneof(
  fc.constantFrom('quantity', '__proto__', 'a', 'b', '', '"', '\n', ':', '{', '\u{1f600}'),
  fc.string({ maxLength: 3 }).filter((text) => !text.includes('\\')),
);
/** As a string may be written: plain, or with every character as an escape. */
const written = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.boolean()).map(([plain, inEscapes]) => ({
    plain,
    text: inEscapes ? `"${escaped(plain)}"` : JSON.stringify(plain),
  }));
const escaped = (text: string): string =>
  Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
const blank = fc.constantFrom('', ' ', '\n\t');

const { value } = fc.letrec<{ value: Written; list: Written; object: Written; leaf: Written }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('object'), tie('list')),
  leaf: fc
    .oneof(
      fc.constantFrom('null', 'true', '-0', '1300.10', '1e-1', '12345678901234567890.123'),
      written(fc.string()).map(({ text }) => text),
    )
    .map((text) => ({ text, twice: new Set<string>() })),
  list: fc.array(tie('value'), { maxLength: 4 }).map((items) => ({
    text: `[${items.map(({ text }) => text).join(',')}]`,
    twice: new Set(items.flatMap(({ twice }) => [...twice])),
  })),
  object: fc.array(fc.tuple(blank, written(key), blank, tie('value')), { maxLength: 5 }).map((members) => ({
    text: `{${members.map(([before, name, after, held]) => `${before}${name.text}${after}:${held.text}`).join(',')}}`,
    twice: new Set([
      ...members.map(([, { plain }]) => plain).filter((plain, index, all) => all.indexOf(plain) !== index),
      ...members.flatMap(([, , , held]) => [...held.twice]),
    ]),
  })),
}));

/** The value, or the keys that stand twice. */
function outcomeOf(text: string): unknown {
  const parsed = parseJson(text);
  if (parsed.ok) return parsed.value;
  return parsed.error.type === 'duplicate_keys' ? new Set(parsed.error.keys) : 'malformed';
}

describe('parseJson', () => {
  test('reads as JSON.parse does, and names every key that stands twice in one object', () => {
    fc.assert(
      fc.property(value, ({ text, twice }) => {
        expect(outcomeOf(text)).toEqual(twice.size === 0 ? JSON.parse(text) : twice);
      }),
      { numRuns: 2_000 },
    );
  });

  test('refuses what JSON.parse refuses, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', '1', 'u', ' ') }),
        (text) => {
          let valid = true;
          try {
            JSON.parse(text);
          } catch {
            valid = false;
          }
          const parsed = parseJson(text);
          expect(parsed.ok || parsed.error.type !== 'malformed').toBe(valid);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test('takes any nesting', () => {
    const deep = 20_000;
    expect(parseJson('[{"a":'.repeat(deep) + '1' + '}]'.repeat(deep)).ok).toBe(true);
    expect(parseJson('[{"a":'.repeat(deep) + '{"b":1,"b":2}' + '}]'.repeat(deep))).toMatchObject({
      error: { keys: ['b'] },
    });
  });
});

test('numberTexts says how the numbers of the outermost object are written', () => {
  const text = '{"a": 1300.10,"b":"1.0","c":{"a":7},"d":[8],"\\u0065":-12345678901234567890.123 , "f":\n1E5}';
  expect([...numberTexts(text)]).toEqual([
    ['a', '1300.10'],
    ['e', '-12345678901234567890.123'],
    ['f', '1E5'],
  ]);
});
