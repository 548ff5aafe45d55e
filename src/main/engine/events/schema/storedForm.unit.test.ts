import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMicros, formatMicros } from '../../../../shared/kernel/time.ts';
import { eventFromRow, rowFromEvent } from './eventRow.ts';
import { eventUpcasters } from './eventUpcasters.ts';
import { isJsonValue, jsonOf, storedForm } from './storedForm.ts';
import { sampleEvent, stream } from '../testing/sampleEvents.ts';

const place = {
  position: 7,
  streamId: stream('order-a'),
  version: 3,
  schemaVersion: 1,
  time: epochMicros(1_700_000_000_123_456),
};

function hasJsonForm(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

describe('the stored form of an event', () => {
  it('is what its row gives back, whatever the data', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), fc.boolean(), (data, caused) => {
        const event = { ...sampleEvent(), data, ...(caused && { causationId: 'cause' }) } as never;
        fc.pre(hasJsonForm(event));
        const text = jsonOf(event);
        const stored = storedForm(event, text, place);
        expect(eventFromRow(rowFromEvent(stored, text), eventUpcasters)).toStrictEqual(stored);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has no character that steers a terminal or turns text round, and means the same', () => {
    const odd = { note: '\u001b[2K\u007f\u009b2K\u202eback\u2028\u200d plain ü 漢' };
    const text = jsonOf({ ...sampleEvent(), data: odd } as never);
    expect(text).toMatch(/^[\x20-\x7e\u00a0-\u2000\u3000-\ufefe]*$/);
    expect(JSON.parse(text)).toEqual(odd);
  });

  it('shares the data where JSON changes nothing, and copies where it does', () => {
    const plain = sampleEvent();
    expect(storedForm(plain, jsonOf(plain), place).data).toBe(plain.data);
    const dated = { ...plain, data: { at: new Date(0) } } as never;
    expect(storedForm(dated, jsonOf(dated), place).data).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  });

  it('refuses data without a JSON form', () => {
    expect(() => jsonOf({ ...sampleEvent(), data: undefined } as never)).toThrow('no JSON form');
    expect(() => jsonOf({ ...sampleEvent(), data: { big: 1n } } as never)).toThrow(TypeError);
  });
});

describe('isJsonValue', () => {
  it.each([
    ['text, numbers, booleans and null', ['a', 1.5, true, null], true],
    ['nested objects and lists', { a: [{ b: 'c' }] }, true],
    ['undefined in an object', { a: undefined }, false],
    ['a hole in a list', new Array<number>(2), false],
    ['not a number', Number.NaN, false],
    ['negative zero', -0, false],
    ['a date', new Date(), false],
    ['an object without a prototype', Object.create(null), false],
    ['an object that writes itself', { toJSON: () => 1 }, false],
  ])('%s', (_what, value, expected) => {
    expect(isJsonValue(value)).toBe(expected);
  });
});

describe('a row that can not be read', () => {
  const event = sampleEvent();
  const row = rowFromEvent(storedForm(event, jsonOf(event), place), jsonOf(event));

  it.each([
    ['data that is not JSON', { data: '{"reason":' }, /not JSON/],
    ['a time that is none', { time: 'yesterday' }, /time that is none: yesterday/],
    ['a time out of range', { time: '9999-12-31T23:59:59.999999Z' }, /time that is none/],
    ['a schema version from the future', { schemaVersion: 9 }, /schema version 9/],
  ])('gives an event in its place that says so: %s', (_what, damage, why) => {
    expect(eventFromRow({ ...row, ...damage }, eventUpcasters)).toMatchObject({
      type: 'EventNotUnderstood',
      position: 7,
      data: { storedType: event.type, why: expect.stringMatching(why) as unknown },
    });
  });

  it('reads every time that is written, whatever was read before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 4_000_000_000_000_000 })), (times) => {
        for (const at of times) {
          const time = formatMicros(epochMicros(at));
          expect(eventFromRow({ ...row, time }, eventUpcasters).time).toBe(at);
        }
      }),
    );
  });
});
