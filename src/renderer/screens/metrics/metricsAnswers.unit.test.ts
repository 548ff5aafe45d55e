import { expect, it } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { MetricsPoint, MetricsSummary } from '../../../shared/contract/status.ts';
import { metricsAnswers } from './metricsAnswers.ts';

const point = (second: number, change: Partial<MetricsPoint> = {}): MetricsPoint => ({
  time: `2026-11-23T09:31:${String(second).padStart(2, '0')}.000000Z`,
  orders: 1,
  events: 5,
  fills: 1,
  refused: 0,
  intakeQueued: 0,
  venueQueued: 0,
  ...change,
});
const summary: MetricsSummary = {
  stages: [
    { stage: 'validation', priority: 100, processed: 1, refused: 0, failed: 0, p50Ms: 1, p95Ms: 1, p99Ms: 1 },
    {
      stage: 'execution',
      priority: 400,
      processed: 1,
      refused: 0,
      failed: 0,
      p50Ms: 1,
      p95Ms: 1,
      p99Ms: 612,
    },
  ],
  latencies: [
    {
      venue: ids.venue('sim'),
      symbol: ids.symbol('SPX'),
      count: 1,
      p50Ms: 1,
      p95Ms: 1,
      p99Ms: 620,
      maxMs: 700,
    },
  ],
  refusalsByCode: {},
};
const textOf = (points: readonly MetricsPoint[], codes: readonly Record<string, number>[] = []) =>
  metricsAnswers(points, summary, codes).map(({ text }) => text);

it('says since when it is slow, and where', () => {
  const [slow] = textOf([
    point(1, { acknowledgeP99Ms: 4 }),
    point(2, { acknowledgeP99Ms: 400 }),
    point(3),
    point(4, { acknowledgeP99Ms: 620 }),
  ]);
  expect(slow).toContain('Yes: p99 up to 620 ms in the last minute, above 50 ms, since 09:31:02');
  expect(slow).toContain('slowest stage execution (p99 612 ms), slowest at sim SPX (p99 620 ms).');
});

it('says what is refused and why, by what came in the last minute alone', () => {
  const [, refusing] = textOf(
    [point(1), point(2, { refused: 3 })],
    [
      { breaker_open: 7, price_collar: 1 },
      { breaker_open: 10, price_collar: 1 },
    ],
  );
  expect(refusing).toBe('Yes: 3 in the last minute, the first at 09:31:02: breaker_open 3.');
});

it('is calm where nothing is wrong, and says what waits', () => {
  expect(textOf([point(1, { acknowledgeP99Ms: 0.24 })])).toEqual([
    'No: p99 up to 240 µs in the last minute.',
    'No: nothing was refused in the last minute.',
    'No: no queue holds anything.',
  ]);
  expect(textOf([point(1, { venueQueued: 2 })])[2]).toContain('2 calls at the venues');
  expect(textOf([])[2]).toBe('Nothing was measured yet.');
});
