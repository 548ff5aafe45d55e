import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochMicros, formatMicros, instantMax, instantOf, parseInstant, readInstant } from './time.ts';

describe('an instant', () => {
  test('survives text and back, whatever was written before', () => {
    const instants = fc.integer({ min: 0, max: 4_000_000_000_000_000 });
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 1_999_999 }), (at, later) => {
        const texts = [at, at + later].map((micros) => formatMicros(epochMicros(micros)));
        expect(texts.map(parseInstant)).toEqual([at, at + later]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is read with any zone and precision', () => {
    const second = Date.UTC(2026, 10, 23, 9, 31, 7) * 1000;
    formatMicros(epochMicros(second));
    expect(parseInstant('2026-11-23T09:31:07Z')).toBe(second);
    expect(parseInstant('2026-11-23T09:31:07.5Z')).toBe(second + 500_000);
    expect(parseInstant('2026-11-23T09:31:07.000001Z')).toBe(second + 1);
    expect(parseInstant('2026-11-23T09:31:07.0000019Z')).toBe(second + 1);
    expect(parseInstant('2026-11-23T10:31:07.000001+01:00')).toBe(second + 1);
    expect(parseInstant('2024-02-29T00:00:00Z')).toBe(Date.UTC(2024, 1, 29) * 1000);
    expect(parseInstant('2026-10-31T23:59:59Z')).toBe(Date.UTC(2026, 9, 31, 23, 59, 59) * 1000);
  });

  test.each([
    '2026-11-23',
    '2026-11-23T09:31:07',
    '2026-02-30T09:31:07Z',
    '2026-02-30T09:31:07+02:00',
    '2026-02-29T09:31:07Z',
    '2026-04-31T09:31:07Z',
    '2026-11-00T09:31:07Z',
    '2026-00-11T09:31:07Z',
    '2026-13-11T09:31:07Z',
    '2026-11-32T09:31:07Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T24:00:00+01:00',
    '2026-06-30T23:59:60Z',
    '2026-11-23T09:60:00Z',
    '2026-11-23T09:31:07+24:00',
    '2026-11-23T09:31:07+0100',
    '2026-11-23T09:31:07.Z',
    '2026-11-23T09:31:07.1234567890Z',
    '2026-11-23t09:31:07z',
    '2026-W48-1T09:31:07Z',
    '2026-327T09:31:07Z',
    '+275760-09-13T00:00:00Z',
    '+002026-11-23T09:31:07Z',
    '-000001-01-01T00:00:00Z',
    '\u0662\u0660\u0662\u0666-11-23T09:31:07Z',
    ' 2026-11-23T09:31:07Z',
    '2026-11-23T09:31:07Z\n',
    '',
  ])('%j is none', (text) => {
    expect(parseInstant(text)).toBeUndefined();
    expect(readInstant(text)).toMatchObject({ ok: false, error: { code: 'instant_malformed' } });
  });

  test('comes in as microseconds within the years that are taken', () => {
    expect([0, instantMax].map(instantOf)).toEqual([0, instantMax]);
    const none = [
      -1,
      instantMax + 1,
      8.64e18,
      1e300,
      0.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '0',
      null,
      undefined,
    ];
    expect(none.map(instantOf).filter((at) => at !== undefined)).toEqual([]);
  });
});
