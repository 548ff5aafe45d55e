import { expect, it } from 'vitest';
import { commitTimes } from './commitTimes.ts';

it('gives percentiles over the last commits, and counts all', () => {
  const times = commitTimes();
  expect(times.summary()).toEqual({ p50: 0, p99: 0, count: 0 });
  times.add(4);
  expect(times.summary()).toEqual({ p50: 4, p99: 4, count: 1 });
  for (let i = 0; i < 3_000; i++) times.add(1);
  for (let i = 1; i <= 100; i++) times.add(i + 100);
  expect(times.summary()).toEqual({ p50: 1, p99: 190, count: 3_101 });
});
