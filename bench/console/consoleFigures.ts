/** The figures of the console, each beside AG Grid with the same feed in the same window. */
import { figure, median, type Figure } from '../figures.ts';
import type { Reach } from './reachOrders.ts';
import type { PageFigures, Phase } from './measurePage.ts';

export interface ConsoleRun {
  readonly console: PageFigures;
  readonly grid: PageFigures;
}

export interface ConsoleMeasurements {
  /** From the start of the program to the first rows, for each run. */
  readonly startMs: readonly number[];
  readonly runs: readonly ConsoleRun[];
  readonly reach: Reach;
  /** Bytes that the console keeps, looked at in even distances. */
  readonly memory: readonly number[];
}

const peerIs = 'AG Grid Community, same feed, same window';
const megabyte = 1_000_000;

export function consoleFigures({ startMs, runs, reach, memory }: ConsoleMeasurements): readonly Figure[] {
  const beside = (name: string, unit: string, of: (page: PageFigures) => number): Figure =>
    figure(
      name,
      unit,
      runs.map((run) => of(run.console)),
      { peer: { values: runs.map((run) => of(run.grid)), is: peerIs }, goal: { ratioMax: 1 } },
    );
  const rate = (name: string, of: (page: PageFigures) => Phase): readonly Figure[] => [
    figure(
      name,
      'changes/s',
      runs.map((run) => of(run.console).changesPerSecond),
      { peer: { values: runs.map((run) => of(run.grid).changesPerSecond), is: peerIs } },
    ),
  ];
  const ofAll = (
    name: string,
    of: (page: PageFigures) => readonly number[],
    shares: readonly number[],
  ): readonly Figure[] =>
    shares.map((share) => beside(`${name}.p${share}`, 'ms', (page) => percentile(of(page), share)));
  const half = memory.length / 2;
  return [
    figure('console.start', 'ms', startMs),
    ...rate('console.quiet.rate', ({ quiet }) => quiet),
    ...ofAll('console.quiet.pixels', ({ quiet }) => quiet.pixels, [50, 99]),
    ...rate('console.busy.rate', ({ busy }) => busy),
    ...ofAll('console.busy.pixels', ({ busy }) => busy.pixels, [50, 99]),
    ...ofAll('console.busy.frame', ({ busy }) => busy.frames, [50, 95, 99]),
    beside('console.busy.longtasks', 'ms/s', ({ busy }) => sum(busy.longTasks) / (sum(busy.frames) / 1000)),
    ...ofAll('console.busy.key', ({ pressed }) => pressed.keys, [50, 95, 99]),
    beside('console.busy.keys.unanswered', 'keys', ({ pressed }) => pressed.keysWithoutAnswer),
    ...(['end', 'middle', 'sort', 'filter'] as const).map((what) =>
      figure(`console.reach.${what}`, 'ms', [reach[what]]),
    ),
    figure('console.memory', 'MB', [median(memory.slice(half)) / megabyte], {
      peer: { values: [median(memory.slice(0, half)) / megabyte], is: 'its first half' },
      goal: { ratioMax: 1.05 },
    }),
  ];
}

/** The smallest value that so many per cent of all do not exceed. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil((share / 100) * sorted.length) - 1)];
  if (found === undefined) throw new Error('the page was measured, and nothing of this kind was seen in it');
  return found;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
