/** The whole pipeline: signal to filled at the simulated venue's process, everything durable. */
import { inEngineThread } from './engine/inEngineThread.ts';
import type { Steady } from './engine/jobs/steadyJob.ts';
import type { Throughput } from './engine/jobs/throughputJob.ts';
import { figure, type Figure } from './figures.ts';
import { inFolder } from './inFolder.ts';
import { rawRate } from './rawRows.ts';

const steadyOrdersPerSecond = 1_000;
const ceilingGroup = 100;
const quiet = { limits: 'few', workingOrders: 0, subscribers: 0 } as const;
const rulesWorkingOrders = 1_000;
/** Twice as many orders give the same ratio, and the whole bench takes six minutes at most. */
const rulesOrdersMax = { warmUpOrders: 3_000, timedOrders: 10_000 };

export interface PipelineBenchSize {
  readonly runs: number;
  readonly warmUpOrders: number;
  readonly timedOrders: number;
  /** How long signals are offered at the steady rate. */
  readonly steadyMs: number;
  /** How long raw rows are timed beside each run: the machine's speed drifts within minutes. */
  readonly rawMs: number;
}

export async function benchPipeline(parent: string, size: PipelineBenchSize): Promise<readonly Figure[]> {
  const throughputs: Throughput[] = [];
  const rawRows: number[] = [];
  const steadies: Steady[] = [];
  const commitMs: number[] = [];
  const limited: number[] = [];
  const unlimited: number[] = [];
  for (let run = 0; run < size.runs; run++) {
    const rows = await beside(parent, ceilingGroup, size.rawMs, (folder) =>
      inEngineThread({ kind: 'throughput', folder, ...size, ...quiet }),
    );
    throughputs.push(rows.readings);
    rawRows.push(rows.rawRate);
    const commits = await beside(parent, 1, size.rawMs, (folder) => steadyRun(folder, size));
    steadies.push(commits.readings);
    commitMs.push(1000 / commits.rawRate);
    // Each of the two comes first in every other run: the machine's speed drifts.
    for (const limits of run % 2 === 0 ? (['few', 'every'] as const) : (['every', 'few'] as const)) {
      const load = { ...quiet, workingOrders: Math.min(rulesWorkingOrders, size.timedOrders), limits };
      const warmUpOrders = Math.min(rulesOrdersMax.warmUpOrders, size.warmUpOrders);
      const timedOrders = Math.min(rulesOrdersMax.timedOrders, size.timedOrders);
      const { ordersPerSecond } = await inFolder(parent, (folder) =>
        inEngineThread({ kind: 'throughput', folder, warmUpOrders, timedOrders, ...load }),
      );
      (limits === 'every' ? limited : unlimited).push(ordersPerSecond);
    }
  }
  return [
    ...throughputFigures(throughputs, rawRows),
    ...latencyFigures(steadies, commitMs),
    rulesFigure(limited, unlimited),
  ];
}

/** What the pipeline still does with every rule, as a share of what it does with those of a first start. */
function rulesFigure(limited: readonly number[], unlimited: readonly number[]): Figure {
  const is = 'orders a second with the limits of a first start, with as many working orders';
  const peer = { values: unlimited, is };
  return figure('pipeline.rules.orders', 'orders/s', limited, { peer, goal: { ratioMin: 0.9 } });
}

function steadyRun(folder: string, { warmUpOrders, steadyMs }: PipelineBenchSize): Promise<Steady> {
  const load = { ordersPerSecond: steadyOrdersPerSecond, forMs: steadyMs };
  return inEngineThread({ kind: 'steady', folder, warmUpOrders, ...load });
}

function throughputFigures(runs: readonly Throughput[], rawRows: readonly number[]): Figure[] {
  const is = `raw rows a second in groups of ${ceilingGroup}, synchronous=FULL, before and after each run`;
  return [
    figure(
      'pipeline.orders',
      'orders/s',
      runs.map((run) => run.ordersPerSecond),
    ),
    figure(
      'pipeline.events',
      'events/s',
      runs.map((run) => run.eventsPerSecond),
      { peer: { values: rawRows, is }, goal: { ratioMin: 0.4 } },
    ),
    figure(
      'pipeline.allocated',
      'bytes/order',
      runs.map((run) => run.bytesPerOrder),
      { goal: { valueMax: 30_000 } },
    ),
  ];
}

function latencyFigures(runs: readonly Steady[], commitMs: readonly number[]): Figure[] {
  const is = 'a durable commit of one raw row in ms, before and after each run';
  const peer = { values: commitMs, is };
  const outcomes = (percentile: 'p50' | 'p95' | 'p99'): number[] => runs.map((run) => run[percentile]);
  return [
    figure('pipeline.latency.p50', 'ms', outcomes('p50'), { peer, goal: { ratioMax: 5 } }),
    figure('pipeline.latency.p95', 'ms', outcomes('p95'), { peer }),
    figure('pipeline.latency.p99', 'ms', outcomes('p99'), { peer, goal: { ratioMax: 25 } }),
  ];
}

/** Runs the work in a folder of its own, and times raw rows before and after it. */
async function beside<T>(
  parent: string,
  group: number,
  rawMs: number,
  work: (folder: string) => Promise<T>,
): Promise<{ readonly readings: T; readonly rawRate: number }> {
  const before = await rawRate(parent, group, rawMs);
  const readings = await inFolder(parent, work);
  return { readings, rawRate: (before + (await rawRate(parent, group, rawMs))) / 2 };
}
