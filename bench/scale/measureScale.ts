/** Several desks on one machine, each an engine with its venue, and consoles that watch one of them. */
import { join } from 'node:path';
import { inFolder } from '../inFolder.ts';
import { DeskProcess } from './deskProcess.ts';
import { saturate, steadily } from './offer.ts';
import { childrenOf, shareBetween, useOf, type Share, type Use } from './processUse.ts';
import { whileWatched } from './watched.ts';

export interface ScaleSize {
  readonly engines: readonly number[];
  readonly consoles: readonly number[];
  readonly warmUpMs: number;
  readonly saturatedMs: number;
  readonly steadyMs: number;
  /** How often each number of consoles is measured: the middle one counts, for the machine's speed drifts. */
  readonly rounds: number;
  /** Orders a second that are offered to all engines together, and to the one that is watched. */
  readonly ordersPerSecond: number;
}

export interface EnginesPoint {
  readonly engines: number;
  /** In all, as many as the engines took. */
  readonly ordersPerSecond: number;
  /** Milliseconds to the acknowledgement at the steady rate. */
  readonly p50: number;
  readonly p99: number;
  /** Megabytes of one engine, and of its venue, at the end. */
  readonly engineMegabytes: number;
  readonly venueMegabytes: number;
  /** Of the engines together while they take all they can, in cores. */
  readonly saturated: Share;
}

export interface ConsolesPoint {
  readonly consoles: number;
  readonly p50: number;
  readonly p99: number;
  readonly share: Share;
  readonly kilobytesPerSecond: number;
  readonly messagesPerSecond: number;
}

export interface Scale {
  readonly engines: readonly EnginesPoint[];
  readonly consoles: readonly ConsolesPoint[];
}

export async function measureScale(
  parent: string,
  size: ScaleSize,
  tell: (point: string) => void,
): Promise<Scale> {
  const engines: EnginesPoint[] = [];
  for (const count of size.engines) {
    tell(`${count} engines`);
    engines.push(await inFolder(parent, (folder) => measureEngines(folder, count, size)));
  }
  const consoles = await inFolder(parent, (folder) => measureConsoles(folder, size, tell));
  return { engines, consoles };
}

async function measureEngines(folder: string, count: number, size: ScaleSize): Promise<EnginesPoint> {
  const desks = await startDesks(folder, count);
  try {
    await saturate(desks, size.warmUpMs);
    const { result: ordersPerSecond, shares } = await used(desks, () => saturate(desks, size.saturatedMs));
    const latency = await steadily(desks, size.ordersPerSecond, size.steadyMs);
    const uses = desks.map(({ pid }) => useOf(pid).memoryBytes);
    const venues = desks.flatMap(({ pid }) => childrenOf(pid)).map((pid) => useOf(pid).memoryBytes);
    return {
      engines: count,
      ordersPerSecond,
      p50: latency.percentile(50),
      p99: latency.percentile(99),
      engineMegabytes: mean(uses) / 1e6,
      venueMegabytes: mean(venues) / 1e6,
      saturated: together(shares),
    };
  } finally {
    await Promise.all(desks.map((desk) => desk.stop()));
  }
}

async function measureConsoles(
  folder: string,
  size: ScaleSize,
  tell: (point: string) => void,
): Promise<readonly ConsolesPoint[]> {
  const desks = await startDesks(folder, 1);
  const points: ConsolesPoint[] = [];
  try {
    await saturate(desks, size.warmUpMs);
    for (let round = 0; round < size.rounds; round++) {
      for (const consoles of size.consoles) {
        tell(`${consoles} consoles, round ${round + 1} of ${size.rounds}`);
        points.push(await measureWatched(desks, consoles, size));
      }
    }
    return size.consoles.flatMap((consoles) =>
      middleOf(points.filter((point) => point.consoles === consoles)),
    );
  } finally {
    await Promise.all(desks.map((desk) => desk.stop()));
  }
}

async function measureWatched(
  desks: readonly DeskProcess[],
  consoles: number,
  size: ScaleSize,
): Promise<ConsolesPoint> {
  const { result, bytesPerSecond, messagesPerSecond } = await whileWatched(
    desks[0]?.folder ?? '',
    consoles,
    () => used(desks, () => steadily(desks, size.ordersPerSecond, size.steadyMs)),
  );
  return {
    consoles,
    p50: result.result.percentile(50),
    p99: result.result.percentile(99),
    share: together(result.shares),
    kilobytesPerSecond: bytesPerSecond / 1e3,
    messagesPerSecond,
  };
}

/** The point whose p99 is in the middle. */
function middleOf(points: readonly ConsolesPoint[]): readonly ConsolesPoint[] {
  const sorted = points.toSorted((a, b) => a.p99 - b.p99);
  return sorted.slice(Math.floor((sorted.length - 1) / 2)).slice(0, 1);
}

/** Each desk has an account of its own: that is the partition. */
function startDesks(folder: string, count: number): Promise<DeskProcess[]> {
  return Promise.all(
    Array.from({ length: count }, (_, at) => DeskProcess.start(join(folder, `desk-${at}`), `account-${at}`)),
  );
}

interface Used<T> {
  readonly result: T;
  readonly shares: readonly Share[];
}

async function used<T>(desks: readonly DeskProcess[], work: () => Promise<T>): Promise<Used<T>> {
  const before: readonly Use[] = desks.map(({ pid }) => useOf(pid));
  const startedMs = performance.now();
  const result = await work();
  const elapsedMs = performance.now() - startedMs;
  const shares = before.map((use, at) => shareBetween(use, useOf(desks[at]?.pid ?? 0), elapsedMs));
  return { result, shares };
}

function together(shares: readonly Share[]): Share {
  const sum = (of: (share: Share) => number): number => shares.reduce((all, share) => all + of(share), 0);
  return {
    mainThread: sum(({ mainThread }) => mainThread),
    busiestOther: sum(({ busiestOther }) => busiestOther),
    whole: sum(({ whole }) => whole),
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
