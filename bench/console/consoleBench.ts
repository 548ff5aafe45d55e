/**
 * `npm run bench:console`: the console in its real window on a desk with so many orders, beside AG Grid Community with
 * the same feed in the same window. `--seconds` is how long each rate is measured, `--minutes` how long the memory is
 * watched.
 */
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Desk } from '../../e2e/fixtures.ts';
import { withDisplay } from '../../scripts/lib/display.mjs';
import { prepareConsole } from '../../scripts/lib/prepare.mjs';
import { commandOptions, wholeNumber, writableFolder } from '../commandOptions.ts';
import { inEngineThread } from '../engine/inEngineThread.ts';
import { figureTable } from '../figureTable.ts';
import { inFolder } from '../inFolder.ts';
import { fillStore } from '../large/fillStore.ts';
import { machine, versions } from '../machine.ts';
import { consoleFigures, type ConsoleMeasurements, type ConsoleRun } from './consoleFigures.ts';
import { keptMemory } from './keptMemory.ts';
import type { Door } from './load.ts';
import { measurePage, type PageSize } from './measurePage.ts';
import { consolePage, gridPage } from './pages.ts';
import { reachOrders } from './reachOrders.ts';
import { withGridPage, type GridPageFiles } from './gridPageFiles.ts';

const usage =
  'npm run --silent bench:console -- [--json] [--orders N] [--runs N] [--seconds N] [--minutes N] [--dir FOLDER]';
const values = commandOptions(usage, {
  json: { type: 'boolean', default: false },
  orders: { type: 'string', default: '100000' },
  runs: { type: 'string', default: '2' },
  seconds: { type: 'string', default: '20' },
  minutes: { type: 'string', default: '10' },
  dir: { type: 'string', default: tmpdir() },
});
const dir = writableFolder('--dir', values.dir);
const orders = wholeNumber('--orders', values.orders, 1_000, 1_000_000);
const runs = wholeNumber('--runs', values.runs, 1, 20);
const minutes = wholeNumber('--minutes', values.minutes, 1, 120);
const size: PageSize = {
  quietChangesPerSecond: 1_000,
  busyChangesPerSecond: 5_000,
  forMs: wholeNumber('--seconds', values.seconds, 1, 600) * 1_000,
  keys: 60,
};
const eventsPerOrder = 5;
const workingOrders = 100;

const startedMs = performance.now();
const { appOut } = await prepareConsole({ purpose: 'test' });
const measurements = await inFolder(dir, (folder) =>
  withDisplay(() => withGridPage(join(appOut, 'renderer'), (files) => measure(folder, files))),
);
const figures = consoleFigures(measurements);
process.stdout.write(
  values.json
    ? `${JSON.stringify({ machine: machine(), versions: versions(), figures })}\n`
    : figureTable(figures),
);

async function measure(folder: string, gridFiles: GridPageFiles): Promise<ConsoleMeasurements> {
  tell(`a desk with ${orders} orders`);
  await fillStore(folder, { events: orders * eventsPerOrder, workingOrders });
  await inEngineThread({ kind: 'start', folder, replay: true });
  const door = await openDoor(folder);
  const startMs: number[] = [];
  const measured: ConsoleRun[] = [];
  const desk = new Desk(folder);
  try {
    for (let run = 0; run < runs; run++) {
      tell(`start ${run + 1} of ${runs}`);
      startMs.push(await timeStart(desk));
      tell('the console');
      const console = await measurePage(desk.window, await consolePage(desk.window), door, size);
      tell('AG Grid');
      const grid = await gridFiles.inPlace(async () =>
        measurePage(desk.window, await gridPage(desk.window), door, size),
      );
      measured.push({ console, grid });
      await desk.close();
    }
    tell('every order');
    await timeStart(desk);
    const reach = await reachOrders(desk.window);
    await desk.close();
    tell(`memory over ${minutes} minutes`);
    await timeStart(desk);
    const memory = await keptMemory(desk.window, door, size.quietChangesPerSecond, minutes);
    return { startMs, runs: measured, reach, memory };
  } finally {
    await desk.close();
  }
}

/** Milliseconds until the window shows the desk's orders and takes one. */
async function timeStart(desk: Desk): Promise<number> {
  const atMs = performance.now();
  await desk.start();
  await untilUsable(desk.window);
  return performance.now() - atMs;
}

async function untilUsable(window: Page): Promise<void> {
  const timeout = 120_000;
  await window.locator('[role="grid"] [data-row-id]').first().waitFor({ timeout });
  await window.getByTestId('status-strip').getByText('Active', { exact: true }).waitFor({ timeout });
  await window.getByTestId('ticket').getByLabel('Quantity', { exact: true }).waitFor({ timeout });
}

/** A desk whose market stands still, with a port for the producer. */
async function openDoor(folder: string): Promise<Door> {
  const port = await freePort();
  const configuration = {
    // The charts keep as much history as this says: what is kept beyond it is a leak.
    metrics: { windowSeconds: 60 },
    intake: { port, ratePerSecondMax: 100_000 },
    venues: [{ venue: 'sim', simulator: { tickMs: 3_600_000 } }],
  };
  await writeFile(join(folder, 'configuration.json'), JSON.stringify(configuration));
  return { address: `http://127.0.0.1:${port}/signals`, tokenFile: join(folder, 'intake.token') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

function tell(text: string): void {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  process.stderr.write(`${seconds} s: ${text}\n`);
}
