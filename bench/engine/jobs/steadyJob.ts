/** Orders at a steady rate, whatever the engine does. */
import { withRuntime } from '../benchRuntime.ts';
import { offerAll, offerSteadily, steadyLatency } from '../offerSignals.ts';
import { percentilesOf, type Percentiles } from './percentiles.ts';

export interface SteadyJob {
  readonly kind: 'steady';
  readonly folder: string;
  /** As in a ThroughputJob. */
  readonly warmUpOrders: number;
  readonly ordersPerSecond: number;
  readonly forMs: number;
}

/** Milliseconds from the moment a signal is due to its outcome. */
export type Steady = Percentiles;

export function measureSteady(job: SteadyJob): Promise<Steady> {
  return withRuntime(job.folder, async ({ engine }) => {
    await offerAll(engine, { name: 'warm', first: 0, count: job.warmUpOrders, kind: 'market' });
    const latency = steadyLatency();
    await offerSteadily(engine, 'steady', job.ordersPerSecond, job, latency);
    return percentilesOf(latency.outcome);
  });
}
