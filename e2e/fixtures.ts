// The console as the tests use it: the real app in the prepared runtime, on a data folder of its own.
//
// A test imports `expect` and `test` from here and takes `{ desk }`: `desk.window` is the page, `desk.app` the
// main process, `desk.restart()` closes and opens it on the same data. `desk.window` and `desk.app` are those of the latest start: read them anew after `restart`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron, test as base } from '@playwright/test';
import type { ElectronApplication, Page, TestInfo } from '@playwright/test';
import { panelOfQuery } from '../src/shared/contract/panels.ts';
import { electronEnvironment, electronFlags } from '../scripts/lib/electronFlags.mjs';

const root = join(import.meta.dirname, '..');
const screenshotFolder = join(import.meta.dirname, 'screenshots');
const closeTimeoutMs = 15_000;

export interface DeskOptions {
  /** Further arguments of the console. */
  readonly args?: readonly string[];
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** As after an installation: nothing of the window is remembered, and the tour opens. */
  readonly firstStart?: boolean;
}

export class Desk {
  readonly dataFolder: string;
  /** What the app wrote on its standard streams, over all its starts. */
  output = '';
  private current: { app: ElectronApplication; window: Page } | undefined;

  constructor(dataFolder: string) {
    this.dataFolder = dataFolder;
  }

  get app(): ElectronApplication {
    return this.running().app;
  }

  get window(): Page {
    return this.running().window;
  }

  async start(options: DeskOptions = {}): Promise<void> {
    if (options.firstStart !== true) await rememberWindow(this.dataFolder);
    const { executable, args, env } = this.command(options);
    const app = await _electron.launch({ executablePath: executable, args, cwd: root, env });
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    app.process().stdout?.on('data', keep);
    app.process().stderr?.on('data', keep);
    this.current = { app, window: await mainWindowOf(app) };
  }

  /** Closes the app as its operator would, and opens it on the same data. */
  async restart(options: DeskOptions = {}): Promise<void> {
    await this.close();
    await this.start(options);
  }

  /** Asks the app to quit, and waits until it has; one that hangs is killed, and that is an error. */
  async close(answer: 'leave' | 'cancel' = 'leave'): Promise<void> {
    const current = this.current;
    if (current === undefined) return;
    this.current = undefined;
    const child = current.app.process();
    const timer = setTimeout(() => child.kill('SIGKILL'), closeTimeoutMs);
    await answerExitQuestion(current.app, answer);
    await current.app.close();
    clearTimeout(timer);
    if (child.signalCode === 'SIGKILL') throw new Error(`The app did not quit within ${closeTimeoutMs} ms.`);
  }

  /** Ends the app at once, as a crash of the machine would: with all its processes, or the main one alone. */
  async kill({ only }: { readonly only?: 'main' } = {}): Promise<void> {
    const app = this.running().app;
    this.current = undefined;
    const closed = app.waitForEvent('close');
    const { pid } = app.process();
    if (pid === undefined) throw new Error('The app has no process.');
    // Playwright starts it as the leader of a process group.
    process.kill(only === 'main' ? pid : -pid, 'SIGKILL');
    await closed;
  }

  /** Sends the app a signal, and waits until it has ended by itself. */
  async end(signal: NodeJS.Signals): Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }> {
    const child = this.running().app.process();
    this.current = undefined;
    const ended = new Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>((resolve) => {
      child.once('exit', (exitCode, endedBy) => {
        resolve({ exitCode, signal: endedBy });
      });
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), closeTimeoutMs);
    child.kill(signal);
    const outcome = await ended;
    clearTimeout(timer);
    return outcome;
  }

  /** Starts the app a second time on the same data, and waits until that one has ended. */
  async startAgainBeside(): Promise<{ exitCode: number | null; output: string }> {
    const { executable, args, env } = this.command({});
    const child = spawn(executable, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), closeTimeoutMs);
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    clearTimeout(timer);
    return { exitCode, output };
  }

  /** Saves a picture as e2e/screenshots/NAME.png. */
  async screenshot(name: string): Promise<void> {
    await this.window.screenshot({ path: join(screenshotFolder, `${name}.png`) });
  }

  private command({ args = [], env = {} }: DeskOptions): {
    executable: string;
    args: string[];
    env: Record<string, string>;
  } {
    const runtime = preparedRuntime();
    return {
      executable: runtime.executable,
      args: [...electronFlags(), '--data', this.dataFolder, ...args],
      env: { ...definedOnly(electronEnvironment()), ...env },
    };
  }

  private running(): { app: ElectronApplication; window: Page } {
    if (this.current === undefined) throw new Error('The app is not running: call start() first.');
    return this.current;
  }
}

export const test = base.extend<{
  /** Set with `test.use({ deskOptions: { args: […] } })`. */
  deskOptions: DeskOptions;
  /**
   * Milliseconds from one price of the simulated market to the next. It stands still for most tests: on real prices
   * it may go by several per cent while a test looks away. Undefined leaves the console without a configuration.
   */
  marketTickMs: number | undefined;
  /** Further settings of the venue `sim`, as the configuration has them. */
  venueSettings: Readonly<Record<string, unknown>>;
  /** A console that is not started yet, for tests that prepare its data folder first. */
  closedDesk: Desk;
  /** A started console. */
  desk: Desk;
}>({
  deskOptions: [{}, { option: true }],
  marketTickMs: [3_600_000, { option: true }],
  venueSettings: [{}, { option: true }],
  closedDesk: async ({ marketTickMs, venueSettings }, use, testInfo) => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'breakwater-e2e-'));
    if (marketTickMs !== undefined) await configureVenue(dataFolder, marketTickMs, venueSettings);
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

async function configureVenue(
  dataFolder: string,
  tickMs: number,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const configuration = { venues: [{ venue: 'sim', ...settings, simulator: { tickMs } }] };
  await writeFile(join(dataFolder, 'configuration.json'), JSON.stringify(configuration));
}

const isLoaded = (url: URL): boolean => url.protocol !== 'about:';

/** The main window: a panel's window that is opened again may be there before it. */
async function mainWindowOf(app: ElectronApplication): Promise<Page> {
  let page = await app.firstWindow();
  await page.waitForURL(isLoaded);
  for (let seen = 1; panelOfQuery(new URL(page.url()).search) !== undefined; seen++) {
    page = app.windows()[seen] ?? (await app.waitForEvent('window'));
    await page.waitForURL(isLoaded);
  }
  return page;
}

/** Puts a remembered place of the window into the data folder where there is none: this is no first start. */
async function rememberWindow(dataFolder: string): Promise<void> {
  const file = join(dataFolder, 'window', 'window-state.json');
  if (existsSync(file)) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const place = { x: 0, y: 0, width: 1600, height: 1000, maximized: false };
  await writeFile(file, JSON.stringify(place), { mode: 0o600 });
}

/** Answers the question that the console asks before it closes on working orders. */
export async function answerExitQuestion(
  app: ElectronApplication,
  answer: 'leave' | 'stay' | 'cancel',
): Promise<void> {
  await app.evaluate(({ dialog }, response) => {
    dialog.showMessageBox = () => Promise.resolve({ response, checkboxChecked: false });
  }, ['leave', 'stay', 'cancel'].indexOf(answer));
}

/** Closes the window, and stays: what the console asks before. */
export function exitQuestionOf(app: ElectronApplication): Promise<{ message: string; detail: string }> {
  return app.evaluate(
    ({ dialog, BrowserWindow }) =>
      new Promise<{ message: string; detail: string }>((resolve) => {
        dialog.showMessageBox = ((_window: unknown, options: { message: string; detail: string }) => {
          resolve(options);
          return Promise.resolve({ response: 1, checkboxChecked: false });
        }) as typeof dialog.showMessageBox;
        BrowserWindow.getAllWindows()[0]?.close();
      }),
  );
}

/** Answers the dialogs in which a file is chosen: with this path, or by canceling them. */
export async function answerFileDialogs(app: ElectronApplication, path: string | undefined): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    const canceled = chosen === null;
    dialog.showOpenDialog = () => Promise.resolve({ canceled, filePaths: canceled ? [] : [chosen] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled, filePath: chosen ?? '' });
  }, path ?? null);
}

/** Stands in for the dialogs in which a file is chosen: each stays open until its answer cancels it. */
export function holdFileDialogs(app: ElectronApplication) {
  return app.evaluateHandle(({ BrowserWindow, dialog }) => {
    const owned: boolean[] = [];
    const answers: (() => void)[] = [];
    dialog.showOpenDialog = (...args: unknown[]) => {
      owned.push(args[0] instanceof BrowserWindow);
      return new Promise((resolve) => {
        answers.push(() => {
          resolve({ canceled: true, filePaths: [] });
        });
      });
    };
    return { owned, answers };
  });
}

async function keepEvidence(desk: Desk, testInfo: TestInfo): Promise<void> {
  if (testInfo.status === testInfo.expectedStatus) return;
  await testInfo.attach('output of the app', { body: desk.output, contentType: 'text/plain' });
  await desk.screenshot(`failed-${testInfo.title.replaceAll(/\W+/g, '-')}`).catch(() => undefined);
}

export interface PreparedRuntime {
  /** Where it came from: `registry`, or an official Electron. */
  readonly kind: string;
  readonly executable: string;
}

/** The runtime that set-up prepared for this checkout: the tests' own, or the one that an operator opens. */
export function preparedRuntime(purpose: 'production' | 'test' = 'test'): PreparedRuntime {
  const name = purpose === 'test' ? 'runtime-test.json' : 'runtime.json';
  return JSON.parse(readFileSync(join(root, '.breakwater', name), 'utf8'));
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
