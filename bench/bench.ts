/**
 * `npm run bench`: each figure beside its ceiling or peer in the same run. `--full` measures a million orders, which
 * takes longer than six minutes. `--profile` tells where the time of an order goes instead, and `--curves` draws curves
 * into docs/performance.md.
 */
import { tmpdir } from 'node:os';
import { allFigures, type BenchSize } from './allFigures.ts';
import { commandOptions, wholeNumber, writableFolder, wrongUsage } from './commandOptions.ts';
import { drawCurves, type CurveSizes } from './curves/drawCurves.ts';
import { writeBetween } from './curves/writeBetween.ts';
import { inEngineThread } from './engine/inEngineThread.ts';
import type { OrderProfile } from './engine/jobs/profileJob.ts';
import { figureTable } from './figureTable.ts';
import { inFolder } from './inFolder.ts';
import { machine, versions } from './machine.ts';
import { textTable } from './textTable.ts';

const usage = 'npm run --silent bench -- [--json] [--full] [--profile | --curves] [--runs N] [--dir FOLDER]';
const values = commandOptions(usage, {
  json: { type: 'boolean', default: false },
  full: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  curves: { type: 'boolean', default: false },
  runs: { type: 'string', default: '3' },
  dir: { type: 'string', default: tmpdir() },
});
if (values.curves && (values.json || values.profile)) {
  wrongUsage('--curves draws into docs/performance.md, and takes neither --json nor --profile');
}
const dir = writableFolder('--dir', values.dir);
const runs = wholeNumber('--runs', values.runs, 1, 100);
const { full } = values;
const page = new URL('../docs/performance.md', import.meta.url);
const curveMarks = { begin: '<!-- curves: npm run bench -- --curves -->', end: '<!-- end of curves -->' };

const size: BenchSize = {
  runs,
  appendMs: 1_000,
  pipeline: { warmUpOrders: 5_000, timedOrders: 20_000, steadyMs: 5_000, rawMs: 1_000 },
  memory: { orders: full ? 1_000_000 : 30_000, looks: 5 },
  large: {
    // Five events are one filled order.
    events: full ? 5_000_000 : 1_000_000,
    workingOrders: 20_000,
    starts: runs,
    historyRepeats: 1,
    reads: { warmUpOrders: 2_000, ordersPerSecond: 500, restMs: 5_000, readMs: 15_000 },
  },
};
const curveSizes: CurveSizes = {
  workingOrders: [10, 100, 1_000, 10_000, 100_000],
  events: [1_000, 10_000, 100_000, 1_000_000, ...(full ? [10_000_000] : [])],
  subscribers: [0, 1, 10, 50],
  warmUpOrders: 5_000,
  timedOrders: 20_000,
};

const startedMs = performance.now();
await inFolder(dir, async (folder) => {
  if (values.curves) writeBetween(page, await drawCurves(folder, curveSizes, tell), curveMarks);
  else if (values.profile) process.stdout.write(profileText(await profile(folder)));
  else process.stdout.write(await figuresText(folder));
});

async function figuresText(folder: string): Promise<string> {
  const figures = await allFigures(folder, size, tell);
  if (!values.json) return figureTable(figures);
  return `${JSON.stringify({ machine: machine(), versions: versions(), figures })}\n`;
}

function profile(folder: string): Promise<OrderProfile> {
  const { warmUpOrders, timedOrders } = size.pipeline;
  return inEngineThread({ kind: 'profile', folder, warmUpOrders, timedOrders });
}

function profileText({ parts, functions }: OrderProfile): string {
  if (values.json) return `${JSON.stringify({ parts, functions })}\n`;
  const of = (micros: number): string => micros.toFixed(1);
  const sum = parts.reduce((all, { micros }) => all + micros, 0);
  const rows = [...parts.map(({ part, micros }) => [part, of(micros)]), ['together', of(sum)]];
  return [
    textTable(['part of the engine’s thread', 'µs an order'], rows),
    textTable(
      ['function', 'µs an order'],
      functions.map(({ name, micros }) => [name, of(micros)]),
    ),
  ].join('\n');
}

function tell(text: string): void {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  process.stderr.write(`${seconds} s: ${text}\n`);
}
