/** What the tables say of the measured points. */
import { expect, test } from 'vitest';
import type { ConsolesPoint } from './measureScale.ts';
import { shareBetween, useOf } from './processUse.ts';
import { scaleTables } from './scaleTables.ts';

const share = { mainThread: 0.5, busiestOther: 0.2, whole: 0.9 };
const engine = {
  engines: 2,
  ordersPerSecond: 1_234.4,
  p50: 4.25,
  p99: 20,
  engineMegabytes: 151.2,
  venueMegabytes: 80,
  saturated: share,
};
const watched = (consoles: number, p99: number): ConsolesPoint => ({
  consoles,
  p50: 4,
  p99,
  share,
  kilobytesPerSecond: 12,
  messagesPerSecond: 30,
});

test('each point is a row, and the number of consoles before the p99 has doubled is said', () => {
  const points = [watched(0, 10), watched(8, 19), watched(16, 21), watched(31, 50)];
  const text = scaleTables({ engines: [engine], consoles: points }, 100);
  expect(text).toContain('| 2 | 1234 | 4.3 | 20.0 | 151 | 80 | 0.50 | 0.20 | 0.90 |');
  expect(text).toContain('| 16 | 4.0 | 21.0 | 0.50 | 0.90 | 30 | 12 |');
  expect(text).toContain('With 8 consoles the p99 without one has not doubled, with 16 it has.');
});

test('a p99 that never doubles is said to be so', () => {
  const text = scaleTables({ engines: [engine], consoles: [watched(0, 10), watched(31, 12)] }, 100);
  expect(text).toContain('did not double with 31 consoles');
});

test.runIf(process.platform === 'linux')('the time that a thread works is counted as its own', () => {
  const before = useOf(process.pid);
  const startedMs = performance.now();
  while (useOf(process.pid).seconds - before.seconds < 0.05) Math.sqrt(startedMs);
  const { whole } = shareBetween(before, useOf(process.pid), performance.now() - startedMs);
  expect(whole).toBeGreaterThan(0);
  expect(before.memoryBytes).toBeGreaterThan(1e6);
});
