/** What the bench has an engine do in a thread of its own. The input and the readings of each job cross threads as data. */
import type { Runtime } from '../../src/main/hosts/runtime.ts';
import { allocatedBytes } from './allocatedBytes.ts';
import { withRuntime } from './benchRuntime.ts';
import { offerAll, steadyLatency, type SteadyLatency } from './offerSignals.ts';

/** Orders that go before the timed ones: an engine runs for days, and the figure is not the compiler's. */
interface WarmedUp {
  readonly folder: string;
  readonly warmUpOrders: number;
}

/** As many orders as the engine can do. */
export interface ThroughputJob extends WarmedUp {
  readonly kind: 'throughput';
  readonly timedOrders: number;
}

/** Orders at a steady rate. */
export interface SteadyJob extends WarmedUp {
  readonly kind: 'steady';
  readonly ordersPerSecond: number;
  readonly forMs: number;
}

export type EngineJob = ThroughputJob | SteadyJob;

export interface Throughput {
  readonly ordersPerSecond: number;
  readonly eventsPerSecond: number;
  /** Bytes allocated on the heap of the engine's thread, the producer's signal and promises among them. */
  readonly bytesPerOrder: number;
}

/** Milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Steady {
  readonly acknowledged: Percentiles;
  readonly outcome: Percentiles;
}

export interface Readings {
  readonly throughput: Throughput;
  readonly steady: Steady;
}

export function runJob(job: EngineJob): Promise<Readings[EngineJob['kind']]> {
  return withRuntime(job.folder, async (runtime) => {
    const { engine } = runtime;
    await offerAll(engine, { name: 'warm', first: 0, count: job.warmUpOrders, kind: 'market' });
    if (job.kind === 'throughput') return throughput(runtime, job.timedOrders);
    return percentilesOf(await steadyLatency(engine, 'steady', job.ordersPerSecond, job));
  });
}

async function throughput({ engine }: Runtime, orders: number): Promise<Throughput> {
  const before = engine.store.head().position;
  const startedMs = performance.now();
  const { bytes, result: seconds } = await allocatedBytes(async () => {
    await offerAll(engine, { name: 'timed', first: 0, count: orders, kind: 'market' });
    return (performance.now() - startedMs) / 1000;
  });
  return {
    ordersPerSecond: orders / seconds,
    eventsPerSecond: (engine.store.head().position - before) / seconds,
    bytesPerOrder: bytes / orders,
  };
}

function percentilesOf({ acknowledged, outcome }: SteadyLatency): Steady {
  const of = (histogram: SteadyLatency['outcome']): Percentiles => ({
    p50: histogram.percentile(50),
    p95: histogram.percentile(95),
    p99: histogram.percentile(99),
  });
  return { acknowledged: of(acknowledged), outcome: of(outcome) };
}
