/** The console's main window: sandboxed, isolated, without Node. */
import { join } from 'node:path';
import { BrowserWindow, type Rectangle } from 'electron';
import { firstStartUrl } from '../../../shared/contract/firstStart.ts';
import type { Status } from '../../../shared/contract/status.ts';
import { buildKind } from './buildKind.ts';
import { keepWindowState, onADisplay, readWindowState, type WindowState } from './windowState.ts';

const productName = 'Breakwater';
const defaultSize = { width: 1600, height: 1000 };

export interface ConsoleWindowOptions {
  readonly url: string;
  readonly preload: string;
  /** Folder that remembers the window's place and size. */
  readonly stateFolder: string;
  /** Where the pages keep what is theirs; absent for the console's own desk. */
  readonly partition?: string;
}

export function openConsoleWindow(options: ConsoleWindowOptions, title: string): BrowserWindow {
  const { url, preload, stateFolder, partition } = options;
  const stateFile = join(stateFolder, 'window-state.json');
  const size = { ...defaultSize, minWidth: 960, minHeight: 600 };
  // Whoever opens a second desk knows the console.
  const isFirst = partition === undefined && readWindowState(stateFile) === undefined;
  const page = isFirst ? firstStartUrl(url) : url;
  const window = openPageWindow({ url: page, title, preload, partition, stateFile, ...size });
  keepWindowState(window, stateFile);
  return window;
}

interface PageWindowOptions {
  readonly url: string;
  readonly title: string;
  readonly preload: string;
  readonly partition: string | undefined;
  /** The file that remembers the window's place and size. */
  readonly stateFile: string;
  /** Where the window opens, whatever is remembered. It does not take the focus then. */
  readonly place?: Rectangle | undefined;
  readonly width: number;
  readonly height: number;
  readonly minWidth: number;
  readonly minHeight: number;
}

/** Opens a window on a page of the console, and denies it everything that no page needs. */
export function openPageWindow(options: PageWindowOptions): BrowserWindow {
  const { url, title, preload, partition, stateFile, place, ...size } = options;
  const remembered = place === undefined ? readWindowState(stateFile) : onADisplay(place);
  const { maximized = false, ...bounds }: Partial<WindowState> = remembered ?? {};
  const window = new BrowserWindow({
    title,
    ...size,
    ...bounds,
    show: false,
    backgroundColor: '#0e1116',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      ...(partition !== undefined && { partition }),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: buildKind === 'development',
    },
  });
  if (maximized) window.maximize();
  reloadAfterCrash(window);
  // We set the title: it names the environment, whatever the page's title is.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => (place === undefined ? window.show() : window.showInactive()));
  void window.loadURL(url);
  return window;
}

/**
 * The title of a window: every list of windows shows it, and cuts it off at its end. `desk` is the desk's name, where
 * there are several, and `panel` the panel of a window that is not the main one.
 */
export function titleOf(
  desk: string | undefined,
  environment?: Status['environment'],
  panel?: string,
): string {
  return [desk, productName, environment, panel].filter((part) => part !== undefined).join(' — ');
}

/** Milliseconds between two crashes. A page that crashes again sooner is not loaded again: that would not help. */
const crashesApartMs = 10_000;

/** Loads the page again after a crash. The engine goes on meanwhile, and the page asks for everything anew. */
function reloadAfterCrash(window: BrowserWindow): void {
  let lastMs = -Infinity;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const nowMs = performance.now();
    const again = nowMs - lastMs < crashesApartMs;
    lastMs = nowMs;
    console.error(`The page ended (${reason})${again ? ' again' : ' and is loaded again'}.`);
    if (!again) window.webContents.reload();
  });
}
