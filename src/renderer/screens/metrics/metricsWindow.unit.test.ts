import { expect, test } from 'vitest';
import { chartWindow } from './metricsWindow.ts';
import { hasValues } from './series.ts';

const points = Array.from({ length: 900 }, (_, index) => ({
  time: `t${index}`,
  orders: index % 2,
  events: 10,
  fills: 0,
  refused: 0,
  ...(index === 899 && { acknowledgeP99Ms: 50 }),
  intakeQueued: index === 898 ? 7 : 0,
  venueQueued: 0,
}));

test('takes the last seconds only, point by point where there is room', () => {
  const window = chartWindow(points, 60);
  expect(window).toHaveLength(60);
  expect(window[0]?.time).toBe('t840');
});

test('joins neighbours: rates are averaged, latencies and depths keep their worst', () => {
  const window = chartWindow(points, 900, 300);
  expect(window).toHaveLength(300);
  expect(window.at(-1)).toMatchObject({ events: 10, p99: 50, intake: 7, p50: null });
  expect(window[0]?.orders).toBe(0.3);
});

test('nothing measured is an empty window', () => {
  expect(chartWindow([], 60)).toEqual([]);
});

test('a time without an acknowledgement has nothing to draw of latencies, and its rates of nothing are values', () => {
  const latency = [{ key: 'p99', label: 'p99', color: 'sell' }] as const;
  expect(hasValues(chartWindow(points.slice(0, 60), 60), latency)).toBe(false);
  expect(hasValues(chartWindow(points, 60), latency)).toBe(true);
  const fills = [{ key: 'fills', label: 'fills/s', color: 'info' }] as const;
  expect(hasValues(chartWindow(points, 60), fills)).toBe(true);
});
