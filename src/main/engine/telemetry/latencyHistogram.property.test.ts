/** The percentiles are true ones: compared with those of all values, kept and sorted. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLatencyHistogram } from './latencyHistogram.ts';

/** The value that this share of the values does not exceed. */
function exactPercentile(sorted: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? 0;
}

describe('a latency histogram', () => {
  test('gives the exact percentile to two digits, whatever the values', () => {
    const milliseconds = fc.oneof(
      fc.integer({ min: 0, max: 1_000 }).map((micros) => micros / 1_000),
      fc.integer({ min: 0, max: 60_000 }),
      fc.integer({ min: 0, max: 600_000 }),
    );
    fc.assert(
      fc.property(
        fc.array(milliseconds, { minLength: 1, maxLength: 300, size: 'max' }),
        fc.constantFrom(50, 90, 95, 99, 99.9, 100),
        (values, percent) => {
          const histogram = createLatencyHistogram();
          for (const value of values) histogram.record(value);
          const exact = exactPercentile(
            values.toSorted((a, b) => a - b),
            percent,
          );
          const told = histogram.percentile(percent);
          expect(histogram.count).toBe(values.length);
          // Two significant digits of microseconds; never less than the truth by more than half a step.
          expect(told).toBeGreaterThanOrEqual(exact * 0.99 - 0.0011);
          expect(told).toBeLessThanOrEqual(exact * 1.01 + 0.0011);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test('is empty at first and again after a reset', () => {
    const histogram = createLatencyHistogram();
    expect([histogram.percentile(99), histogram.max, histogram.count]).toEqual([0, 0, 0]);
    histogram.record(12);
    histogram.reset();
    expect([histogram.percentile(99), histogram.max, histogram.count]).toEqual([0, 0, 0]);
  });
});
