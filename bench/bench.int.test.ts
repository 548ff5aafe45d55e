import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { benchPipeline } from './pipelineBench.ts';
import { benchStore } from './storeBench.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the benchmark', () => {
  test('gives throughput and latency of filled orders, each beside its ceiling of the same run', async () => {
    const store = await benchStore(folder, 1, 50);
    const size = { runs: 1, warmUpOrders: 20, timedOrders: 100, steadyMs: 200, rawMs: 50 };
    const figures = [...store, ...(await benchPipeline(folder, size))];

    expect(figures.map(({ name }) => name)).toEqual([
      'store.append.1',
      'store.append.10',
      'store.append.100',
      'pipeline.orders',
      'pipeline.events',
      'pipeline.latency.p50',
      'pipeline.latency.p95',
      'pipeline.latency.p99',
    ]);
    for (const { value } of figures) expect(value).toBeGreaterThan(0);
    const [orders, events, p50, , p99] = figures.slice(3).map(({ value }) => value);
    // Received, created, submitting, accepted, filled.
    expect(events! / orders!).toBeCloseTo(5, 1);
    expect(p99).toBeGreaterThanOrEqual(p50!);
    const compared = figures.filter(({ reference }) => reference !== undefined);
    expect(compared.map(({ name }) => name)).toEqual([
      'store.append.1',
      'store.append.10',
      'store.append.100',
      'pipeline.events',
    ]);
    for (const { value, reference, ratio } of compared) expect(ratio).toBeCloseTo(value / reference!, 2);
  });
});
