/** As many orders as the engine can do. */
import type { Runtime } from '../../../src/main/hosts/runtime.ts';
import { allocatedBytes } from '../allocatedBytes.ts';
import { withRuntime, type BenchLimits } from '../benchRuntime.ts';
import { offerAll } from '../offerSignals.ts';

export interface ThroughputJob {
  readonly kind: 'throughput';
  readonly folder: string;
  /** Orders that go before the timed ones: an engine runs for days, and the figure is not the compiler's. */
  readonly warmUpOrders: number;
  readonly timedOrders: number;
  /** Orders that work at the venue meanwhile. */
  readonly workingOrders: number;
  readonly limits: BenchLimits;
  /** Readers that follow every change of an order meanwhile, as windows do. */
  readonly subscribers: number;
}

export interface Throughput {
  readonly ordersPerSecond: number;
  readonly eventsPerSecond: number;
  /** Bytes allocated on the heap of the engine's thread, the producer's signal and promises among them. */
  readonly bytesPerOrder: number;
}

export function measureThroughput(job: ThroughputJob): Promise<Throughput> {
  const measure = async (runtime: Runtime): Promise<Throughput> => {
    const { engine } = runtime;
    await offerAll(engine, { name: 'working', first: 0, count: job.workingOrders, kind: 'resting' });
    const leave = new AbortController();
    const readers = Array.from({ length: job.subscribers }, () => follow(runtime, leave.signal));
    await offerAll(engine, { name: 'warm', first: 0, count: job.warmUpOrders, kind: 'market' });
    const before = engine.store.head().position;
    const startedMs = performance.now();
    const { bytes, result: seconds } = await allocatedBytes(async () => {
      await offerAll(engine, { name: 'timed', first: 0, count: job.timedOrders, kind: 'market' });
      return (performance.now() - startedMs) / 1000;
    });
    const events = engine.store.head().position - before;
    leave.abort();
    await Promise.all(readers);
    return {
      ordersPerSecond: job.timedOrders / seconds,
      eventsPerSecond: events / seconds,
      bytesPerOrder: bytes / job.timedOrders,
    };
  };
  return withRuntime(job.folder, measure, job.limits);
}

async function follow({ engine }: Runtime, signal: AbortSignal): Promise<void> {
  const updates = engine.queries.subscribeToOrderChanges({ limit: 50 }, signal);
  for (;;) {
    const { done } = await updates.next();
    if (done === true) return;
    // A window takes what has changed since its last frame.
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
}
