import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasPostgres } from '../src/main/infra/testing/postgresServer.ts';
import { allFigures, type BenchSize } from './allFigures.ts';
import { drawCurves } from './curves/drawCurves.ts';
import { writeBetween } from './curves/writeBetween.ts';
import { allocatedBytes } from './engine/allocatedBytes.ts';
import { inEngineThread } from './engine/inEngineThread.ts';
import type { Look } from './engine/jobs/soakJob.ts';
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
    reads: { warmUpOrders: 10, ordersPerSecond: 50, restMs: 100, readMs: 300 },
  },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A loaded machine is waited for: these are a dozen engines, each with a venue's process. */
const longMs = 300_000;

describe('the benchmark', () => {
  test(
    'gives throughput and latency of filled orders, each beside its ceiling of the same run',
    async () => {
      const figures = await allFigures(folder, tiny, () => undefined);

      const alone = ['pipeline.orders', 'pipeline.allocated'];
      expect(figures.map(({ name }) => name)).toEqual([
        'risk.order',
        'store.append.1',
        'store.append.10',
        'store.append.100',
        ...(hasPostgres ? ['postgres.append.1', 'postgres.append.10', 'postgres.append.100'] : []),
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
        'pipeline.rules.orders',
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
    },
    longMs,
  );

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

  test(
    'draws its curves into a page, and leaves the rest of the page as it is',
    async () => {
      const page = join(folder, 'page.md');
      const marks = { begin: '<!-- curves -->', end: '<!-- end of curves -->' };
      writeFileSync(page, `before\n${marks.begin}\nold\n${marks.end}\nafter\n`);
      const sizes = {
        workingOrders: [2],
        events: [200],
        subscribers: [0, 2],
        warmUpOrders: 5,
        timedOrders: 20,
      };
      writeBetween(page, await drawCurves(folder, sizes, () => undefined), marks);
      const text = readFileSync(page, 'utf8');
      expect(text).toMatch(/^before\n/);
      expect(text).toMatch(/<!-- end of curves -->\nafter\n$/);
      expect(text).not.toContain('old');
      expect(text).toMatch(/\| working orders \| orders a second \| \|\n.*\n\| 2 \| [\d,]+ \| █{30} \|\n/);
      expect(text).toMatch(/\| subscribers .*\n.*\n\| 0 \| .*\n\| 2 \| /);
      expect(text).toMatch(/\| events .*\n.*\n\| 200 \| /);
    },
    longMs,
  );

  test('says where the time of an order goes, by parts of the program and by functions', async () => {
    const { parts, functions } = await inEngineThread({
      kind: 'profile',
      folder,
      warmUpOrders: 50,
      timedOrders: 300,
    });
    expect(parts.map(({ part }) => part)).toEqual(expect.arrayContaining(['engine/signals', 'infra/sqlite']));
    expect(parts.map(({ micros }) => micros)).toEqual(
      parts.map(({ micros }) => micros).toSorted((a, b) => b - a),
    );
    expect(functions.length).toBeGreaterThan(5);
  });

  test('soaks an engine, with a look at everything that could grow', async () => {
    const told: Look[] = [];
    const load = { ordersPerSecond: 100, looks: 3, lookMs: 200 };
    const looks = await inEngineThread({ kind: 'soak', folder, ...load }, (look) => told.push(look));
    expect(told).toEqual(looks);
    expect(looks).toHaveLength(3);
    const last = looks.at(-1)!;
    expect(last.fileBytes).toBeGreaterThan(last.walBytes);
    expect(last.keptBytes).toBeGreaterThan(1_000_000);
    expect(last.handles).toBeGreaterThan(0);
    expect(looks.map(({ orders }) => orders)).toEqual(
      looks.map(({ orders }) => orders).toSorted((a, b) => a - b),
    );
  });
});
