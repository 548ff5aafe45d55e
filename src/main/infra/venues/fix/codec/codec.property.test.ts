/** The codec against any message, any cut of the stream and any changed byte. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochMicros, instantMax } from '../../../../../shared/kernel/time.ts';
import { fieldFault, frame, soh } from './encodeMessage.ts';
import type { Field } from './fixMessage.ts';
import { FrameReader, messageBytesMax, type Frame } from './frameReader.ts';
import { formatUtcTimestamp, parseUtcTimestamp } from './utcTimestamp.ts';

const byte = fc.integer({ min: 2, max: 255 }).map((code) => String.fromCharCode(code));
const value = fc.string({ unit: byte, minLength: 1, maxLength: 20 });
const anyByte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
/** Tags that announce no data. */
const tag = fc
  .integer({ min: 11, max: 9_999 })
  .filter((one) => ![34, 35, 90, 93, 95, 96].includes(one) && (one < 212 || one > 700));
const plainField = fc.tuple(tag, value);
const data = fc
  .string({ unit: anyByte, maxLength: 30 })
  .filter((text) => text !== '')
  .map((text): Field[] => [
    [95, String(text.length)],
    [96, text],
  ]);
const fields = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: plainField.map((one): Field[] => [one]) },
      { weight: 1, arbitrary: data },
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts): Field[] => [[35, 'D'], [34, '7'], ...parts.flat()]);
const version = fc.constantFrom('FIX.4.2', 'FIX.4.4');
const message = fc.tuple(version, fields).map(([begin, list]) => ({ list, text: frame(begin, list) }));

const fieldsOf = (frames: readonly Frame[]) =>
  frames.flatMap((one) => (one.type === 'message' ? [one.message.fields] : []));

describe('the reader', () => {
  test('gives back what was written, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat({ max: 400 })),
        (sent, cuts) => {
          const text = sent.map((one) => one.text).join('');
          const reader = new FrameReader();
          const frames: Frame[] = [];
          const places = [...cuts.filter((cut) => cut < text.length), 0, text.length].toSorted(
            (a, b) => a - b,
          );
          for (const [index, place] of places.entries()) {
            frames.push(...reader.push(text.slice(places[index - 1] ?? 0, place)));
          }
          expect(frames.map(({ type }) => type)).toEqual(sent.map(() => 'message'));
          expect(fieldsOf(frames)).toEqual(sent.map(({ list }) => list));
        },
      ),
    );
  });

  test('refuses a message with any changed byte, and reads the next one', () => {
    const plain = fc
      .array(plainField, { maxLength: 6 })
      .map((list): Field[] => [[35, 'D'], [34, '7'], ...list]);
    fc.assert(
      fc.property(plain, fc.nat(), fc.integer({ min: 1, max: 255 }), (list, place, change) => {
        const text = frame('FIX.4.4', list);
        const at = place % text.length;
        const changed = String.fromCharCode((text.charCodeAt(at) + change) % 256);
        const broken = text.slice(0, at) + changed + text.slice(at + 1);
        const next = frame('FIX.4.4', [
          [35, '0'],
          [34, '8'],
        ]);
        const reader = new FrameReader();
        const frames = [...reader.push(broken), ...reader.push(next), ...reader.push(next)];
        const read = fieldsOf(frames).map((one) => one[1]?.[1]);
        expect(frames.some(({ type }) => type === 'garbled')).toBe(true);
        expect(read).not.toContain('7');
        expect(read).toContain('8');
      }),
    );
  });

  test('reads anything without throwing, and keeps no more than a message', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: anyByte, maxLength: 60, size: 'max' }), { maxLength: 20, size: 'max' }),
        (texts) => {
          const reader = new FrameReader();
          for (const text of texts) for (const one of reader.push(text)) expect(one.type).toBe('garbled');
        },
      ),
    );
  });

  test.each([
    ['a BodyLength beyond the bound', `8=FIX.4.4${soh}9=${messageBytesMax + 1}${soh}35=0${soh}`],
    ['a BodyLength that is no number', `8=FIX.4.4${soh}9=-5${soh}35=0${soh}10=000${soh}`],
    ['another second field', `8=FIX.4.4${soh}35=0${soh}9=5${soh}10=000${soh}`],
    ['bytes before the first message', 'GET / HTTP/1.1 and so on'],
  ])('skips %s', (_what, text) => {
    const next = frame('FIX.4.4', [
      [35, '0'],
      [34, '8'],
    ]);
    const frames = new FrameReader().push(text + next + next);
    expect(frames[0]?.type).toBe('garbled');
    expect(fieldsOf(frames).length).toBeGreaterThan(0);
  });

  test('a BodyLength that is too large does not swallow the messages behind it', () => {
    const next = frame('FIX.4.4', [
      [35, '0'],
      [34, '8'],
    ]);
    const long = next.replace('9=10', '9=500');
    expect(fieldsOf(new FrameReader().push(long + next))).toHaveLength(1);
  });

  test('keeps ids of 19 digits and longer as they came', () => {
    const id = '9223372036854775807123';
    const [one] = new FrameReader().push(
      frame('FIX.4.2', [
        [35, '8'],
        [34, '1'],
        [37, id],
      ]),
    );
    expect(one).toMatchObject({
      message: {
        fields: [
          ['35', '8'],
          ['34', '1'],
          ['37', id],
        ].map(([a, b]) => [Number(a), b]),
      },
    });
  });
});

describe('fields', () => {
  test.each([
    [[55, ''] as const, 'empty'],
    [[58, `a${soh}b`] as const, 'separator'],
    [[58, 'price €'] as const, 'single byte'],
  ])('%j is refused', (field, why) => {
    expect(fieldFault(field)?.message).toContain(why);
  });

  test('data may hold separators', () => {
    expect(fieldFault([96, `a${soh}b`])).toBeUndefined();
  });
});

describe('UTCTimestamp', () => {
  test('what is written is read back, to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Math.floor(instantMax / 1_000) }), (ms) => {
        const at = epochMicros(ms * 1_000);
        expect(parseUtcTimestamp(formatUtcTimestamp(at))).toBe(at);
      }),
    );
  });

  test.each([
    ['20261123-09:31:07', '20261123-09:31:07.000'],
    ['20261123-09:31:07.412003', '20261123-09:31:07.412'],
    ['20261123-09:31:07.412003999', '20261123-09:31:07.412'],
    ['20161231-23:59:60', '20161231-23:59:59.000'],
  ])('reads %s', (text, expected) => {
    const at = parseUtcTimestamp(text);
    expect(at === undefined ? undefined : formatUtcTimestamp(at)).toBe(expected);
  });

  test.each(['', '2026-11-23T09:31:07Z', '20261123-9:31:07', '20261340-09:31:07', '20261123-09:31:07.'])(
    'refuses %j',
    (text) => {
      expect(parseUtcTimestamp(text)).toBeUndefined();
    },
  );
});
