// `npm test`: does whatever set-up is missing, then runs every test: those without a window in vitest, the long ones
// too, many seeds of the simulator, and those in the real Electron window in Playwright, under Xvfb where there is no
// display.
// `npm run test:unit -- ARGS` and `npm run test:e2e -- ARGS` run one of the two, with arguments of its own.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withDisplay } from './lib/display.mjs';
import { onPinnedNode } from './lib/pinnedNode.mjs';
import { nodeModules, out, results, root } from './lib/places.mjs';
import { runInForeground } from './lib/processes.mjs';
import { runScript, say } from './lib/report.mjs';
import { installForTests } from './lib/systemLibraries.mjs';
import { playwrightReport, simulationReport, vitestReport } from './lib/results.mjs';

/** Seeds of the simulator in each `npm test`; some two minutes on two cores. */
const simulatedRuns = 700;
const kinds = /** @type {const} */ (['unit', 'e2e']);
const [first = '', ...rest] = process.argv.slice(2);
const only = kinds.find((kind) => kind === first);
const args = only === undefined ? process.argv.slice(2) : rest;

await runScript(() =>
  onPinnedNode(async () => {
    mkdirSync(results, { recursive: true });
    if (only !== 'unit') {
      const { prepareConsole } = await import('./lib/prepare.mjs');
      await prepareConsole();
      await prepareConsole({ purpose: 'test' });
    }
    const codes = [];
    if (only !== 'e2e') {
      await installForTests();
      codes.push(await runUnit());
    }
    if (only === undefined) codes.push(runSimulator());
    if (only !== 'unit') codes.push(await runInWindow());
    if (only === undefined) {
      say(codes.every((code) => code === 0) ? '\nEvery test passed.' : '\nNot every test passed.');
    }
    return Math.max(...codes);
  }),
);

function runUnit() {
  rmSync(vitestReport, { force: true });
  const vitest = join(nodeModules, 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`];
  return runInForeground(process.execPath, [vitest, 'run', ...reporters, ...args], { cwd: root });
}

/** What a broken invariant looks like goes to standard error as it comes. */
function runSimulator() {
  rmSync(simulationReport, { force: true });
  say(`\nSimulator, ${simulatedRuns} runs …`);
  const desk = join(out, 'main', 'desk.js');
  const simulation = spawnSync(
    process.execPath,
    [desk, 'simulate', '--runs', String(simulatedRuns), '--json'],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1_000_000_000 },
  );
  writeFileSync(simulationReport, simulation.stdout);
  const { runs, failed, simulatedHours, elapsedMs } = JSON.parse(simulation.stdout);
  const seconds = Math.round(elapsedMs / 1_000);
  say(`${runs} runs, ${simulatedHours} simulated hours in ${seconds} s: ${failed} failed`);
  return simulation.status ?? 1;
}

function runInWindow() {
  rmSync(playwrightReport, { force: true });
  const playwright = join(nodeModules, '@playwright', 'test', 'cli.js');
  return withDisplay(() => runInForeground(process.execPath, [playwright, 'test', ...args], { cwd: root }));
}
