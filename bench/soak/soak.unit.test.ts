import { describe, expect, test } from 'vitest';
import type { Look } from '../engine/jobs/soakJob.ts';
import { soakLines } from './soakVerdict.ts';
import { sparkline } from './sparkline.ts';

function looks(change: (index: number) => Partial<Look> = () => ({})): Look[] {
  return Array.from({ length: 50 }, (_, index) => ({
    seconds: index * 30,
    orders: index * 1_000,
    ordersPerSecond: 600,
    p50: 3,
    p99: 20,
    keptBytes: 50_000_000,
    fileBytes: index * 5_000_000 + 4_000_000,
    walBytes: 4_000_000,
    handles: 40,
    ...change(index),
  }));
}

const notFlat = (all: Look[]): string[] =>
  soakLines(all)
    .filter(({ isFlat }) => !isFlat)
    .map(({ name }) => name);

describe('a soak', () => {
  test('is flat when nothing grows but the files, by the same for each order', () => {
    expect(notFlat(looks())).toEqual([]);
  });

  test.each<[string, (index: number) => Partial<Look>]>([
    ['orders', (index) => ({ ordersPerSecond: 600 - index * 2 })],
    ['latency p50', (index) => ({ p50: 3 + index / 20 })],
    ['latency p99', (index) => ({ p99: 20 + index })],
    ['memory', (index) => ({ keptBytes: 50_000_000 + index * 200_000 })],
    ['files', (index) => ({ fileBytes: 4_000_000 + index * index * 5_000_000 })],
    ['write-ahead logs', (index) => ({ walBytes: index * 100_000, fileBytes: index * 5_100_000 })],
    ['handles', (index) => ({ handles: 40 + Math.floor(index / 20) })],
  ])('is not flat when the %s get worse with time', (name, change) => {
    expect(notFlat(looks(change))).toEqual([name]);
  });

  test('passes over its beginning, and over one slow moment', () => {
    expect(notFlat(looks((index) => (index < 8 ? { p99: 1, keptBytes: 30_000_000 } : {})))).toEqual([]);
    expect(notFlat(looks((index) => (index === 40 ? { p99: 900, ordersPerSecond: 300 } : {})))).toEqual([]);
  });

  test('draws its values as bars', () => {
    expect(sparkline([0, 1, 2, 4, 8])).toBe('▁▂▃▅█');
    expect(sparkline([1, 1, 2, 2], 2)).toBe('▅█');
  });
});
