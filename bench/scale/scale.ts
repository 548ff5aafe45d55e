/**
 * `npm run bench:scale`: several engines on this machine, each a process with its venue and accounts of its own, and
 * consoles that watch one of them. `--write` puts the tables into docs/scale.md; `--short` measures few points for a
 * short time, and writes nothing.
 */
import { tmpdir } from 'node:os';
import { commandOptions, writableFolder } from '../commandOptions.ts';
import { writeBetween } from '../curves/writeBetween.ts';
import { measureScale, type ScaleSize } from './measureScale.ts';
import { scaleTables } from './scaleTables.ts';

const values = commandOptions('npm run --silent bench:scale -- [--short] [--write] [--dir FOLDER]', {
  short: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  dir: { type: 'string', default: tmpdir() },
});
const dir = writableFolder('--dir', values.dir);
const full: ScaleSize = {
  engines: [1, 2, 4, 8],
  consoles: [0, 1, 4, 8, 16, 31],
  warmUpMs: 8_000,
  saturatedMs: 12_000,
  steadyMs: 8_000,
  rounds: 3,
  ordersPerSecond: 200,
};
const short: ScaleSize = {
  ...full,
  engines: [1, 2],
  consoles: [0, 8, 31],
  warmUpMs: 4_000,
  saturatedMs: 5_000,
  steadyMs: 5_000,
  rounds: 1,
};
const size = values.short ? short : full;
const startedMs = performance.now();
const scale = await measureScale(dir, size, (point) => {
  process.stderr.write(`${Math.round((performance.now() - startedMs) / 1_000)} s: ${point}\n`);
});
const tables = scaleTables(scale, size.ordersPerSecond);
process.stdout.write(`${tables}\n`);
if (values.write && !values.short) {
  writeBetween(new URL('../../docs/scale.md', import.meta.url), tables, {
    begin: '<!-- scale: npm run bench:scale -- --write -->',
    end: '<!-- end of scale -->',
  });
}
