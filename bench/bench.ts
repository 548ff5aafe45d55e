/** `npm run --silent bench -- [--json] [--runs N] [--dir FOLDER]`: each figure beside its ceiling or peer in the same run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Figure } from './figures.ts';
import { benchPipeline } from './pipelineBench.ts';
import { benchStore } from './storeBench.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    dir: { type: 'string', default: tmpdir() },
  },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1 || runs > 100) {
  process.stderr.write(`--runs must be a whole number from 1 to 100, not ${values.runs}\n`);
  process.exit(2);
}

const storeRunMs = 1_500;
const pipelineSize = { runs, warmUpOrders: 5_000, timedOrders: 20_000, steadyMs: 5_000, rawMs: 1_500 };

const folder = mkdtempSync(join(values.dir, 'breakwater-bench-'));
try {
  process.stderr.write(`event store, ${runs} runs …\n`);
  const store = await benchStore(folder, runs, storeRunMs);
  process.stderr.write(`pipeline, ${runs} runs …\n`);
  const figures = [...store, ...(await benchPipeline(folder, pipelineSize))];
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryBytes: totalmem() };
  const versions = { node: process.version, sqlite: await sqliteVersion() };
  process.stdout.write(
    values.json ? `${JSON.stringify({ machine, versions, figures })}\n` : `${figures.map(line).join('\n')}\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

function line({ name, unit, value, reference, ratio, spread }: Figure): string {
  const beside = reference === undefined ? '' : `  ${ratio} of ${reference}`;
  return `${name.padEnd(22)} ${String(value).padStart(10)} ${unit.padEnd(9)} (${spread.min} to ${spread.max})${beside}`;
}

async function sqliteVersion(): Promise<string> {
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(':memory:');
  const row = database.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get();
  database.close();
  return row?.version ?? 'unknown';
}
