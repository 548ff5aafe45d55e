import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochMicros, formatMicros, parseInstant } from './time.ts';

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
  });

  test.each(['2026-11-23', '2026-11-23T09:31:07', '2026-02-30T09:31:07Z', '2026-11-23T09:31:07.Z', ''])(
    '%j is none',
    (text) => {
      expect(parseInstant(text)).toBeUndefined();
    },
  );
});
