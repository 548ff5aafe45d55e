/**
 * `npm run soak`: orders at a steady rate through one engine. Exit code 0: flat; 1: something got slower or larger with
 * time, or the soak could not go on, as on a full disk; 2: wrong usage.
 */
import { tmpdir } from 'node:os';
import { commandOptions, wholeNumber, writableFolder } from './commandOptions.ts';
import { inEngineThread } from './engine/inEngineThread.ts';
import type { Look } from './engine/jobs/soakJob.ts';
import { inFolder } from './inFolder.ts';
import { machine, versions } from './machine.ts';
import { soakLines, type SoakLine } from './soak/soakVerdict.ts';
import { sparkline } from './soak/sparkline.ts';
import { textTable } from './textTable.ts';

const values = commandOptions('npm run soak -- [--minutes N] [--rate N] [--json] [--dir FOLDER]', {
  minutes: { type: 'string', default: '30' },
  // In 30 minutes more than a million orders.
  rate: { type: 'string', default: '600' },
  json: { type: 'boolean', default: false },
  dir: { type: 'string', default: tmpdir() },
});
const dir = writableFolder('--dir', values.dir);
const minutes = wholeNumber('--minutes', values.minutes, 1, 10_000);
const ordersPerSecond = wholeNumber('--rate', values.rate, 1, 100_000);
const looks = 60;

const all = await inFolder(dir, (folder) =>
  inEngineThread({ kind: 'soak', folder, ordersPerSecond, looks, lookMs: (minutes * 60_000) / looks }, tell),
).catch(endEarly);
const lines = soakLines(all);
const isFlat = lines.every((line) => line.isFlat);
const orders = all.at(-1)?.orders ?? 0;
const verdict = `${isFlat ? 'flat' : 'not flat'}: ${orders} orders in ${minutes} min`;
process.stdout.write(
  values.json
    ? `${JSON.stringify({ machine: machine(), versions: versions(), flat: isFlat, orders, lines, looks: all })}\n`
    : `${textTable(heads(), lines.map(cellsOf))}${verdict}\n`,
);
process.exitCode = isFlat ? 0 : 1;

function endEarly(error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`the soak ended early: ${why}\n`);
  return process.exit(1);
}

function tell({ seconds, orders, ordersPerSecond: rate, p99, keptBytes }: Look): void {
  const megabytes = (keptBytes / 1e6).toFixed(1);
  process.stderr.write(
    `${seconds.toFixed(0)} s: ${orders} orders, ${rate.toFixed(0)} a second, p99 ${p99.toFixed(1)} ms, ${megabytes} MB kept\n`,
  );
}

function heads(): readonly string[] {
  return ['', 'unit', 'first half', 'second half', 'limit', '', 'curve'];
}

function cellsOf({ name, unit, firstHalf, secondHalf, limit, isFlat, curve }: SoakLine): readonly string[] {
  const bound = 'timesMax' in limit ? `at most ${limit.timesMax}` : `at least ${limit.timesMin}`;
  const times = secondHalf / firstHalf;
  return [
    name,
    unit,
    shown(firstHalf),
    shown(secondHalf),
    `${bound} times, is ${shown(times)}`,
    isFlat ? 'flat' : 'not flat',
    sparkline(curve),
  ];
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
