/**
 * `npm run takeovers`: an engine and its standby, one of which is struck again and again under load. Exit code 0: every
 * takeover kept what must hold; 1: one did not, and the files are kept; 2: wrong usage.
 */
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasPostgres } from '../src/main/infra/testing/postgresServer.ts';
import { commandOptions, wholeNumber, writableFolder } from './commandOptions.ts';
import { median } from './figures.ts';
import { machine, versions } from './machine.ts';
import { playTakeovers } from './takeovers/playTakeovers.ts';
import { notAskedFor, type Played, type Takeover } from './takeovers/takeover.ts';
import { textTable } from './textTable.ts';

const values = commandOptions(
  'npm run takeovers -- [--times N] [--rate N] [--seed N] [--json] [--dir FOLDER]',
  {
    times: { type: 'string', default: '100' },
    rate: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(randomInt(1_000_000_000)) },
    json: { type: 'boolean', default: false },
    dir: { type: 'string', default: tmpdir() },
  },
);
const dir = writableFolder('--dir', values.dir);
const times = wholeNumber('--times', values.times, 1, 10_000);
const signalsPerSecond = wholeNumber('--rate', values.rate, 1, 10_000);
const seed = wholeNumber('--seed', values.seed, 0, 1_000_000_000);
if (!hasPostgres) {
  process.stderr.write('PostgreSQL is not installed here; npm test says how to install it\n');
  process.exit(2);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const folder = mkdtempSync(join(dir, 'breakwater-takeovers-'));
const startedMs = performance.now();
let done = 0;
process.stderr.write(`seed ${seed} (--seed ${seed} draws the same signals and moments)\n`);
const played = await playTakeovers({ folder, times, seed, signalsPerSecond, onPlayed: tell });
const kinds = [...new Set(played.takeovers.map(({ kind }) => kind))];
const lines = [
  ...kinds.map((kind) => lineOf(kind, (one) => one.kind === kind)),
  lineOf('all takeovers', ({ tookOver }) => tookOver),
];
const { load, ...rest } = machine();
process.stdout.write(
  values.json
    ? `${JSON.stringify({ machine: { ...rest, load }, versions: versions(), seed, signalsPerSecond, lines, ...played })}\n`
    : `${textTable(heads(), lines.map(cellsOf))}${verdictOf(played)}\n`,
);
if (played.wrong.length === 0) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
else process.stderr.write(`the files are in ${folder}\n`);
process.exit(played.wrong.length === 0 ? 0 : 1);

function tell({ kind, tookOver, leaseMs, startMs, firstOrderMs, resent, endedByItself }: Takeover): void {
  if (tookOver && kind !== notAskedFor) done++;
  const minutes = ((performance.now() - startedMs) / Math.max(done, 1)) * (times - done) * (1 / 60_000);
  const parts = tookOver
    ? `${leaseMs === undefined ? '' : `lease ${seconds(leaseMs)} s, `}start ${seconds(startMs)} s, ${resent} signals sent again`
    : 'the same engine went on';
  const ended = endedByItself === false ? '; the former engine had to be ended' : '';
  process.stderr.write(
    `${done} of ${times}, ${kind}: first order after ${seconds(firstOrderMs)} s (${parts})${ended}; ${minutes.toFixed(0)} min to go\n`,
  );
}

interface KindLine {
  readonly kind: string;
  readonly count: number;
  readonly tookOver: number;
  /** Milliseconds from the fault to the first new order. */
  readonly p50: number;
  readonly max: number;
  /** Milliseconds from the fault to the takeover, and from there to the engine that takes signals; the middle ones. */
  readonly leaseP50: number;
  readonly startP50: number;
}

function lineOf(kind: string, belongs: (one: Takeover) => boolean): KindLine {
  const all = played.takeovers.filter(belongs);
  const firsts = all.map(({ firstOrderMs }) => firstOrderMs);
  return {
    kind,
    count: all.length,
    tookOver: all.filter(({ tookOver }) => tookOver).length,
    p50: median(firsts),
    max: Math.max(...firsts),
    leaseP50: median(all.flatMap(({ leaseMs }) => leaseMs ?? [])),
    startP50: median(all.flatMap(({ startMs }) => startMs ?? [])),
  };
}

function heads(): readonly string[] {
  return ['', 'times', 'takeovers', 'first order p50 s', 'max s', 'lease p50 s', 'start p50 s'];
}

function cellsOf({ kind, count, tookOver, p50, max, leaseP50, startP50 }: KindLine): readonly string[] {
  return [kind, String(count), String(tookOver), ...[p50, max, leaseP50, startP50].map(seconds)];
}

function seconds(ms: number | undefined): string {
  return ms === undefined || !Number.isFinite(ms) ? '' : (ms / 1_000).toFixed(2);
}

function verdictOf({ signals, wrong, takeovers }: Played): string {
  const unasked = takeovers.filter(({ kind }) => kind === notAskedFor).length;
  const more = unasked === 0 ? '' : `, ${unasked} more that nobody asked for`;
  const what = `${takeovers.length - unasked} faults, ${done} takeovers${more}, ${signals} signals acknowledged`;
  if (wrong.length === 0) return `${what}: nothing lost, nothing doubled, nothing sent by two`;
  const shown = wrong.slice(0, 20).join('\n');
  return `${what}\nWRONG:\n${shown}${wrong.length > 20 ? `\nand ${wrong.length - 20} more` : ''}`;
}
