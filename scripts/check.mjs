// `npm run check`: everything but the long tests and those in the window: types, lint, format, dead code, import rules,
// and the tests of every level but `long` (vitest.config.ts), under the name `unit`.
// `node scripts/check.mjs NAME …` runs some of them. Each tells its time; all run, even when one has failed.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { onPinnedNode } from './lib/pinnedNode.mjs';
import { nodeModules, root } from './lib/places.mjs';
import { duration, runScript, say, SetupError } from './lib/report.mjs';

/** @param {string} path */
const inModules = (path) => join(nodeModules, path);
const tsc = inModules('typescript/bin/tsc');

/** @param {string} project */
const typesOf = (project) => join(root, '.breakwater', 'types', `${project}.tsbuildinfo`);
const typeProjects = () => readdirSync(root).filter((name) => /^tsconfig\.(?!base\.).+\.json$/.test(name));

/** @type {Record<string, () => string[][]>} the arguments of Node, one list for each run */
const checks = {
  // What it found is kept: the next time only what a change reaches is checked again.
  typecheck: () =>
    typeProjects().map((project) => [
      tsc,
      '-p',
      project,
      '--incremental',
      '--tsBuildInfoFile',
      typesOf(project),
    ]),
  lint: () => [[inModules('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings']],
  format: () => [[inModules('oxfmt/bin/oxfmt'), '--check', '.']],
  deadcode: () =>
    [[], ['--production']].map((how) => [inModules('knip/bin/knip.js'), '--no-progress', ...how]),
  imports: () => [[join(root, 'scripts', 'imports.mjs')]],
  unit: () => [[inModules('vitest/vitest.mjs'), 'run', '--project=!long', '--silent=passed-only']],
};

await runScript(() =>
  onPinnedNode(async () => {
    const names = process.argv.slice(2);
    const unknown = names.find((name) => checks[name] === undefined);
    if (unknown !== undefined) {
      throw new SetupError(`no check is called ${unknown}`, `there are: ${Object.keys(checks).join(', ')}`);
    }
    const failed = [];
    for (const name of names.length === 0 ? Object.keys(checks) : names) {
      if (!(await passes(name))) failed.push(name);
    }
    say(failed.length === 0 ? '\nAll checks pass.' : `\nFailed: ${failed.join(', ')}`);
    return failed.length === 0 ? 0 : 1;
  }),
);

/** @param {string} name */
async function passes(name) {
  const start = performance.now();
  const ends = [];
  for (const args of checks[name]?.() ?? []) ends.push(await runNode(args));
  const good = ends.every((end) => end.code === 0);
  say(`${good ? 'ok    ' : 'FAILED'} ${name} (${duration(performance.now() - start)})`);
  if (!good) process.stdout.write(ends.map((end) => (end.code === 0 ? '' : end.output)).join(''));
  return good;
}

/**
 * @param {string[]} args
 * @returns {Promise<{code: number | null, output: string}>}
 */
function runNode(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
