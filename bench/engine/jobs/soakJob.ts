/** Orders at a steady rate for a long time, with a look at everything that could grow. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withRuntime } from '../benchRuntime.ts';
import { keptBytes } from '../keptBytes.ts';
import { offerSteadily, steadyLatency, type SteadyLatency } from '../offerSignals.ts';

export interface SoakJob {
  readonly kind: 'soak';
  readonly folder: string;
  readonly ordersPerSecond: number;
  readonly looks: number;
  /** Time between two looks. */
  readonly lookMs: number;
}

/** What was so at one moment, and since the look before it. */
export interface Look {
  /** Since the first order. */
  readonly seconds: number;
  /** Orders with their outcome since the start. */
  readonly orders: number;
  readonly ordersPerSecond: number;
  /** Milliseconds from due to outcome, of the orders since the last look. */
  readonly p50: number;
  readonly p99: number;
  /** Of the engine's thread, after a full collection. */
  readonly keptBytes: number;
  /** Of all files of the data folder. */
  readonly fileBytes: number;
  /** Of the write-ahead logs among them. */
  readonly walBytes: number;
  /** Open files and sockets of the process. */
  readonly handles: number;
}

export function measureSoak(job: SoakJob, told: (look: Look) => void): Promise<readonly Look[]> {
  return withRuntime(job.folder, async ({ engine }) => {
    const latency = steadyLatency();
    const looks = takeLooks(job, latency, told);
    await offerSteadily(engine, 'soak', job.ordersPerSecond, { until: looks }, latency);
    return looks;
  });
}

async function takeLooks(
  { folder, looks, lookMs }: SoakJob,
  latency: SteadyLatency,
  told: (look: Look) => void,
): Promise<readonly Look[]> {
  const startedMs = performance.now();
  const taken: Look[] = [];
  let orders = 0;
  let lastMs = startedMs;
  while (taken.length < looks) {
    await delay(lookMs);
    const nowMs = performance.now();
    const { outcome } = latency;
    orders += outcome.count;
    const look: Look = {
      seconds: (nowMs - startedMs) / 1000,
      orders,
      ordersPerSecond: (outcome.count / (nowMs - lastMs)) * 1000,
      p50: outcome.percentile(50),
      p99: outcome.percentile(99),
      ...sizesOf(folder),
      handles: openHandles(),
      keptBytes: keptBytes(),
    };
    outcome.reset();
    lastMs = nowMs;
    taken.push(look);
    told(look);
  }
  return taken;
}

function sizesOf(folder: string): Pick<Look, 'fileBytes' | 'walBytes'> {
  let fileBytes = 0;
  let walBytes = 0;
  for (const name of readdirSync(folder)) {
    // A file may be gone by now.
    const bytes = statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    fileBytes += bytes;
    if (name.endsWith('-wal')) walBytes += bytes;
  }
  return { fileBytes, walBytes };
}

function openHandles(): number {
  const open = '/proc/self/fd';
  return existsSync(open) ? readdirSync(open).length : process.getActiveResourcesInfo().length;
}
