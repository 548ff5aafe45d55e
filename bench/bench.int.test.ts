import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { allFigures, type BenchSize } from './allFigures.ts';
import { allocatedBytes } from './engine/allocatedBytes.ts';
import { figureTable } from './figureTable.ts';
import { figure, isReached } from './figures.ts';

const tiny: BenchSize = {
  runs: 1,
  appendMs: 20,
  pipeline: { warmUpOrders: 20, timedOrders: 100, steadyMs: 200, rawMs: 20 },
  memory: { orders: 40, looks: 2 },
  large: {
    events: 500,
    workingOrders: 10,
    starts: 1,
    historyRepeats: 1,
    reads: { warmUpOrders: 10, ordersPerSecond: 50, restMs: 100 },
  },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the benchmark', () => {
  test('gives throughput and latency of filled orders, each beside its ceiling of the same run', async () => {
    const figures = await allFigures(folder, tiny, () => undefined);

    const alone = ['pipeline.orders', 'pipeline.allocated'];
    expect(figures.map(({ name }) => name)).toEqual([
      'store.append.1',
      'store.append.10',
      'store.append.100',
      'emmett.append.1',
      'emmett.append.1.alone',
      'emmett.append.100',
      'emmett.append.100.alone',
      'pipeline.orders',
      'pipeline.events',
      'pipeline.allocated',
      'pipeline.latency.p50',
      'pipeline.latency.p95',
      'pipeline.latency.p99',
      'memory.40.orders',
      'start.500.events.10.working',
      'history.page.p99.102.orders',
      'acknowledge.reading.p99.500.events',
    ]);
    for (const { value, spread } of figures) {
      expect(value).toBeGreaterThan(0);
      expect(spread).toEqual({ min: value, max: value });
    }
    const compared = figures.filter(({ reference }) => reference !== undefined);
    expect(compared.map(({ name }) => name)).toEqual(
      figures.map(({ name }) => name).filter((name) => !alone.includes(name)),
    );
    for (const { value, reference, ratio } of compared) {
      expect(ratio! / (value / reference!)).toBeCloseTo(1, 2);
    }
    const valueOf = (name: string): number => figures.find((one) => one.name === name)!.value;
    // Received, created, submitting, accepted, filled.
    expect(valueOf('pipeline.events') / valueOf('pipeline.orders')).toBeCloseTo(5, 1);
    expect(valueOf('pipeline.latency.p99')).toBeGreaterThanOrEqual(valueOf('pipeline.latency.p50'));
  });

  test('says of each figure with a goal whether it is reached', () => {
    const peer = { values: [100], is: 'a peer' };
    const reached = figure('ours', 'ms', [50], { peer, goal: { ratioMax: 0.5 } });
    const missed = figure('theirs', 'ms', [50], { peer, goal: { ratioMin: 0.6 } });
    const large = figure('large', 'bytes', [50], { goal: { valueMax: 49 } });
    expect([reached, missed, large].map(isReached)).toEqual([true, false, false]);
    const lines = figureTable([reached, missed, figure('plain', 's', [1])]).split('\n');
    expect(lines[1]).toMatch(/^ours +50 +ms +50 +50 +100 +0\.5 +ratio at most 0\.5 +reached$/);
    expect(lines[2]).toMatch(/ratio at least 0\.6 +not reached$/);
    expect(lines[3]).toMatch(/^plain +1 +s +1 +1$/);
  });

  test('counts the bytes that a thread allocates across its collections', async () => {
    const kept: unknown[] = [];
    // 6 MB and 60 MB of numbers that can't be kept outside of the heap.
    const allocate = (arrays: number) => () => {
      for (let i = 0; i < arrays; i++) kept[0] = Array.from({ length: 12_500 }, (_, at) => at);
      return Promise.resolve();
    };
    await allocatedBytes(allocate(600));
    const few = await allocatedBytes(allocate(60));
    const many = await allocatedBytes(allocate(600));
    expect(many.bytes / few.bytes).toBeGreaterThan(8);
    expect(many.bytes / few.bytes).toBeLessThan(12);
    expect(many.bytes).toBeGreaterThan(60_000_000);
  });
});
