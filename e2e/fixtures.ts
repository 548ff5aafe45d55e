// The console as the tests use it: the real app in the prepared runtime, on a data folder of its own.
//
// A test imports `expect` and `test` from here and takes `{ desk }`: `desk.window` is the page, `desk.app` the
// main process, `desk.restart()` closes and opens it on the same data. `desk.window` and `desk.app` are those of the latest start: read them anew after `restart`.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, test as base } from '@playwright/test';
import type { ElectronApplication, Page, TestInfo } from '@playwright/test';
import { electronEnvironment, electronFlags } from '../scripts/lib/electronFlags.mjs';

const root = join(import.meta.dirname, '..');
const screenshotFolder = join(import.meta.dirname, 'screenshots');
const closeTimeoutMs = 15_000;

export interface DeskOptions {
  /** Further arguments of the console. */
  readonly args?: readonly string[];
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

export class Desk {
  readonly dataFolder: string;
  /** What the app wrote on its standard streams, over all its starts. */
  output = '';
  #current: { app: ElectronApplication; window: Page } | undefined;

  constructor(dataFolder: string) {
    this.dataFolder = dataFolder;
  }

  get app(): ElectronApplication {
    return this.#running().app;
  }

  get window(): Page {
    return this.#running().window;
  }

  async start(options: DeskOptions = {}): Promise<void> {
    const runtime = readRuntime();
    const app = await _electron.launch({
      executablePath: runtime.executable,
      args: [...runtime.args, ...electronFlags(), '--data', this.dataFolder, ...(options.args ?? [])],
      cwd: root,
      env: { ...definedOnly(electronEnvironment()), ...options.env },
    });
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    app.process().stdout?.on('data', keep);
    app.process().stderr?.on('data', keep);
    this.#current = { app, window: await app.firstWindow() };
  }

  /** Closes the app as its operator would, and opens it on the same data. */
  async restart(options: DeskOptions = {}): Promise<void> {
    await this.close();
    await this.start(options);
  }

  /** Asks the app to quit, and waits until it has; one that hangs is killed, and that is an error. */
  async close(): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    this.#current = undefined;
    const child = current.app.process();
    const timer = setTimeout(() => child.kill('SIGKILL'), closeTimeoutMs);
    await current.app.close();
    clearTimeout(timer);
    if (child.signalCode === 'SIGKILL') throw new Error(`The app did not quit within ${closeTimeoutMs} ms.`);
  }

  /** Ends the app at once, as a crash of the machine would. */
  async kill(): Promise<void> {
    const app = this.#running().app;
    this.#current = undefined;
    const closed = app.waitForEvent('close');
    app.process().kill('SIGKILL');
    await closed;
  }

  /** Saves a picture as e2e/screenshots/NAME.png. */
  async screenshot(name: string): Promise<void> {
    await this.window.screenshot({ path: join(screenshotFolder, `${name}.png`) });
  }

  #running(): { app: ElectronApplication; window: Page } {
    if (this.#current === undefined) throw new Error('The app is not running: call start() first.');
    return this.#current;
  }
}

export const test = base.extend<{
  /** Set with `test.use({ deskOptions: { args: […] } })`. */
  deskOptions: DeskOptions;
  /** A console that is not started yet, for tests that prepare its data folder first. */
  closedDesk: Desk;
  /** A started console. */
  desk: Desk;
}>({
  deskOptions: [{}, { option: true }],
  closedDesk: async ({}, use, testInfo) => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'breakwater-e2e-'));
    const desk = new Desk(dataFolder);
    await use(desk);
    await keepEvidence(desk, testInfo);
    await desk.close();
    await rm(dataFolder, { recursive: true, force: true });
  },
  desk: async ({ closedDesk, deskOptions }, use) => {
    await closedDesk.start(deskOptions);
    await use(closedDesk);
  },
});

export { expect } from '@playwright/test';

async function keepEvidence(desk: Desk, testInfo: TestInfo): Promise<void> {
  if (testInfo.status === testInfo.expectedStatus) return;
  await testInfo.attach('output of the app', { body: desk.output, contentType: 'text/plain' });
  await desk.screenshot(`failed-${testInfo.title.replaceAll(/\W+/g, '-')}`).catch(() => undefined);
}

function readRuntime(): { readonly executable: string; readonly args: readonly string[] } {
  return JSON.parse(readFileSync(join(root, '.breakwater', 'runtime.json'), 'utf8'));
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
