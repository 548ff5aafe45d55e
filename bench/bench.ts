/**
 * `npm run --silent bench -- [--json] [--full] [--runs N] [--dir FOLDER]`: each figure beside its ceiling or
 * peer in the same run. `--full` measures a million orders, which takes longer than six minutes.
 */
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { allFigures, type BenchSize } from './allFigures.ts';
import { figureTable } from './figureTable.ts';
import { inFolder } from './inFolder.ts';
import { machine, versions } from './machine.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    dir: { type: 'string', default: tmpdir() },
  },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1 || runs > 100) {
  process.stderr.write(`--runs must be a whole number from 1 to 100, not ${values.runs}\n`);
  process.exit(2);
}

const size: BenchSize = {
  runs,
  appendMs: 1_500,
  pipeline: { warmUpOrders: 5_000, timedOrders: 20_000, steadyMs: 5_000, rawMs: 1_500 },
  memory: { orders: values.full ? 1_000_000 : 30_000, looks: 5 },
  large: {
    // Five events are one filled order.
    events: values.full ? 5_000_000 : 1_000_000,
    workingOrders: 20_000,
    starts: runs,
    historyRepeats: 1,
    reads: { warmUpOrders: 2_000, ordersPerSecond: 500, restMs: 5_000 },
  },
};
const startedMs = performance.now();
const tell = (text: string): void => {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  process.stderr.write(`${seconds} s: ${text}\n`);
};
const figures = await inFolder(values.dir, (folder) => allFigures(folder, size, tell));
process.stdout.write(
  values.json
    ? `${JSON.stringify({ machine: machine(), versions: versions(), figures })}\n`
    : figureTable(figures),
);
