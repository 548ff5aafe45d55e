/** The whole pipeline: signal to filled at the simulated venue's process, everything durable. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { decimal } from '../src/shared/kernel/decimal.ts';
import type { Actor, VenueId } from '../src/shared/kernel/ids.ts';
import { invariant } from '../src/shared/kernel/invariant.ts';
import { defaultConfiguration, type EngineConfiguration } from '../src/main/engine/configuration.ts';
import { createEngine } from '../src/main/engine/assembly/createEngine.ts';
import type { Engine } from '../src/main/engine/assembly/engine.ts';
import { createLatencyHistogram } from '../src/main/engine/telemetry/latencyHistogram.ts';
import { nodeScheduler } from '../src/main/infra/clock/nodeScheduler.ts';
import { systemClock } from '../src/main/infra/clock/systemClock.ts';
import { systemRandom } from '../src/main/infra/clock/systemRandom.ts';
import { systemIds } from '../src/main/infra/clock/systemIds.ts';
import { openSqliteEventStore } from '../src/main/infra/sqlite/events/sqliteEventStore.ts';
import { openSqliteOrderViewStore } from '../src/main/infra/sqlite/orders/sqliteOrderViewStore.ts';
import { launchSim } from '../src/main/infra/venues/sim/client/simLauncher.ts';
import { SimVenue } from '../src/main/infra/venues/sim/client/simVenue.ts';
import { figure, type Figure } from './figures.ts';
import { rawRate } from './storeBench.ts';

const actor = 'strategy:bench' as Actor;
const steadyOrdersPerSecond = 1_000;
const ceilingGroup = 100;
/** Signals that wait for their outcome at once: twice what the pipeline holds, so that it never lacks work. */
const outstandingMax = 2_000;

export interface PipelineBenchSize {
  readonly runs: number;
  /** Orders that go before the timed ones: an engine runs for days, and the figure is not the compiler's. */
  readonly warmUpOrders: number;
  readonly timedOrders: number;
  /** How long signals are offered at the steady rate. */
  readonly steadyMs: number;
  /** How long raw rows are timed beside each run: the machine's speed drifts within minutes. */
  readonly rawMs: number;
}

export async function benchPipeline(folder: string, size: PipelineBenchSize): Promise<readonly Figure[]> {
  const orders: number[] = [];
  const events: number[] = [];
  const rawRows: number[] = [];
  const percentiles: { p50: number[]; p95: number[]; p99: number[] } = { p50: [], p95: [], p99: [] };
  for (let run = 0; run < size.runs; run++) {
    const before = rawRate(folder, ceilingGroup, size.rawMs);
    await withEngine(folder, async (engine) => {
      const rate = await throughput(engine, size);
      orders.push(rate.ordersPerSecond);
      events.push(rate.eventsPerSecond);
    });
    rawRows.push((before + rawRate(folder, ceilingGroup, size.rawMs)) / 2);
    await withEngine(folder, async (engine) => {
      const latency = await steadyLatency(engine, size.steadyMs);
      percentiles.p50.push(latency.percentile(50));
      percentiles.p95.push(latency.percentile(95));
      percentiles.p99.push(latency.percentile(99));
    });
  }
  const is = `raw rows a second in groups of ${ceilingGroup}, synchronous=FULL, before and after each run`;
  const ceiling = { values: rawRows, is };
  return [
    figure('pipeline.orders', 'orders/s', orders),
    figure('pipeline.events', 'events/s', events, ceiling),
    figure('pipeline.latency.p50', 'ms', percentiles.p50),
    figure('pipeline.latency.p95', 'ms', percentiles.p95),
    figure('pipeline.latency.p99', 'ms', percentiles.p99),
  ];
}

async function throughput(
  engine: Engine,
  { warmUpOrders, timedOrders }: PipelineBenchSize,
): Promise<{ ordersPerSecond: number; eventsPerSecond: number }> {
  await fillOrders(engine, 0, warmUpOrders);
  const before = engine.store.head().position;
  const startedMs = performance.now();
  await fillOrders(engine, warmUpOrders, timedOrders);
  const seconds = (performance.now() - startedMs) / 1000;
  return {
    ordersPerSecond: timedOrders / seconds,
    eventsPerSecond: (engine.store.head().position - before) / seconds,
  };
}

/** Offers signals as fast as the engine is done with earlier ones, and waits until all are filled. */
async function fillOrders(engine: Engine, first: number, count: number): Promise<void> {
  let next = first;
  const producer = async (): Promise<void> => {
    while (next < first + count) {
      const outcome = await engine.intake.submit(signal(next++), { actor }).outcome;
      invariant(outcome.type === 'ordered', 'every order of the bench is sent');
    }
  };
  await Promise.all(Array.from({ length: outstandingMax }, producer));
  await engine.settled();
  invariant(
    engine.queries.getStatistics().byStatus.filled === first + count,
    'every order of the bench fills',
  );
}

/**
 * Signals at a steady rate whatever the engine does: each is timed from the
 * moment it was due, so that waiting counts.
 */
async function steadyLatency(engine: Engine, steadyMs: number) {
  const latency = createLatencyHistogram();
  const startedMs = performance.now();
  const total = Math.floor((steadyMs / 1000) * steadyOrdersPerSecond);
  const done: Promise<void>[] = [];
  let sent = 0;
  await new Promise<void>((resolve) => {
    const offer = (): void => {
      const due = Math.min(
        total,
        Math.floor(((performance.now() - startedMs) / 1000) * steadyOrdersPerSecond),
      );
      while (sent < due) {
        const dueMs = startedMs + (sent / steadyOrdersPerSecond) * 1000;
        const { outcome } = engine.intake.submit(signal(sent++), { actor });
        done.push(outcome.then(() => latency.record(performance.now() - dueMs)));
      }
      if (sent === total) resolve();
      else setImmediate(offer);
    };
    offer();
  });
  await Promise.all(done);
  return latency;
}

async function withEngine(parent: string, work: (engine: Engine) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(parent, 'pipeline-'));
  const clock = systemClock();
  const scheduler = nodeScheduler();
  const launched = await launchSim({ record: join(folder, 'venue.db'), args: ['--mode', 'held'] });
  invariant(launched.ok, 'the simulated venue starts');
  const store = openSqliteEventStore({ folder, clock, scheduler, owner: 'bench' });
  const orderViews = openSqliteOrderViewStore({ folder });
  invariant(store.ok && orderViews.ok, 'the bench has its own folder');
  const engine = createEngine({
    configuration: benchConfiguration(),
    clock,
    scheduler,
    ids: systemIds(clock),
    random: systemRandom,
    logger: { log: () => undefined },
    store: store.value,
    orderViews: orderViews.value,
    venues: [new SimVenue({ id: 'sim' as VenueId, address: () => launched.value.address, scheduler })],
    host: { name: 'bench', version: '0', processId: process.pid },
  });
  const started = await engine.start();
  invariant(started.ok, 'the engine of the bench starts');
  try {
    await work(engine);
  } finally {
    await engine.stop('bench');
    await launched.value.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Limits out of the way: the bench measures the pipeline, not the risk rules' refusals. */
function benchConfiguration(): EngineConfiguration {
  const configuration = defaultConfiguration();
  return {
    ...configuration,
    intakeQueueDepthMax: 1_000_000,
    risk: { ...configuration.risk, positionMax: decimal('1000000000'), messageRatePerSecondMax: 1_000_000 },
  };
}

function signal(index: number): object {
  return {
    id: `bench-${index}`,
    source: 'bench',
    strategy: 'bench',
    account: 'main',
    symbol: 'SPX',
    side: index % 2 === 0 ? 'buy' : 'sell',
    quantity: '10',
    orderType: 'market',
    timeInForce: 'IOC',
    confidence: '0.9',
    createdAt: '2026-11-23T09:59:59Z',
  };
}
