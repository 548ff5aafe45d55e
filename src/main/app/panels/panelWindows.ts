/** The windows that show one panel each: opened when the page asks, remembered, and closed with the main window. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BrowserWindow, Rectangle, WebContents } from 'electron';
import {
  isPanelId,
  panelTitles,
  panelUrl,
  type PanelId,
  type PanelPlace,
} from '../../../shared/contract/panels.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import type { Status } from '../../../shared/contract/status.ts';
import { Connections, type FurtherPort } from '../engine/connections.ts';
import type { ConsoleEngine } from '../engine/consoleEngine.ts';
import { bringToFront } from '../window/bringToFront.ts';
import { openPageWindow, titleOf, type ConsoleWindowOptions } from '../window/consoleWindow.ts';
import { keepWindowState, onADisplay, writeWindowState } from '../window/windowState.ts';

interface PanelWindow {
  readonly window: BrowserWindow;
  readonly connections: Connections;
}

export interface PanelWindowsOptions {
  readonly windows: ConsoleWindowOptions;
  /** The desk's name, where the console has several. */
  readonly name: () => string | undefined;
  readonly onDesksPort: FurtherPort;
}

const firstSize = { width: 900, height: 640, minWidth: 420, minHeight: 320 };

export class PanelWindows {
  private readonly main: BrowserWindow;
  private readonly engine: ConsoleEngine;
  private readonly options: PanelWindowsOptions;
  private readonly open = new Map<PanelId, PanelWindow>();
  private environment: Status['environment'] | undefined;

  constructor(main: BrowserWindow, engine: ConsoleEngine, options: PanelWindowsOptions) {
    this.main = main;
    this.engine = engine;
    this.options = options;
    main.once('closed', () => this.closeAll());
  }

  /** Opens the windows that were open when the console was closed. */
  openRemembered(): void {
    for (const panel of readList(this.listFile())) this.show(panel);
  }

  /** Opens the panel's window, or brings it to the front. With a place the window opens there, and the focus stays. */
  show(panel: PanelId, place?: PanelPlace): void {
    const found = this.open.get(panel);
    if (found !== undefined) {
      if (place === undefined) bringToFront(found.window);
      else moveTo(found.window, onADisplay(place));
      return;
    }
    const { windows, name, onDesksPort } = this.options;
    const { url, preload, partition } = windows;
    const file = this.stateFile(panel);
    const window = openPageWindow({
      url: panelUrl(url, panel),
      title: titleOf(name(), this.environment, panelTitles[panel]),
      preload,
      partition,
      stateFile: file,
      place,
      ...firstSize,
    });
    this.open.set(panel, { window, connections: new Connections(this.engine, window, url, [onDesksPort]) });
    keepWindowState(window, file);
    window.once('closed', () => {
      this.open.delete(panel);
      if (!this.main.isDestroyed()) this.writeList();
    });
    this.writeList();
  }

  showTitles(environment: Status['environment'] | undefined): void {
    this.environment = environment;
    for (const [panel, { window }] of this.open) {
      window.setTitle(titleOf(this.options.name(), environment, panelTitles[panel]));
    }
  }

  owns(contents: WebContents): boolean {
    return [...this.open.values()].some(({ window }) => window.webContents === contents);
  }

  tellGone(fault: FaultView): void {
    for (const { connections } of this.open.values()) connections.tellGone(fault);
  }

  /** The engine is back. */
  renew(): void {
    for (const { connections } of this.open.values()) connections.renew();
  }

  private closeAll(): void {
    for (const [panel, { window }] of this.open) {
      writeWindowState(window, this.stateFile(panel));
      window.destroy();
    }
  }

  private listFile(): string {
    return join(this.options.windows.stateFolder, 'panel-windows.json');
  }

  private stateFile(panel: PanelId): string {
    return join(this.options.windows.stateFolder, `panel-${panel}.json`);
  }

  private writeList(): void {
    const file = this.listFile();
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify([...this.open.keys()]));
    } catch (error) {
      console.error(`The open windows could not be written to ${file}.`, error);
    }
  }
}

function moveTo(window: BrowserWindow, place: Rectangle): void {
  if (window.isMaximized()) window.unmaximize();
  window.setBounds(place);
}

function readList(file: string): readonly PanelId[] {
  try {
    const list: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!Array.isArray(list)) return [];
    return list.filter((name): name is PanelId => typeof name === 'string' && isPanelId(name));
  } catch {
    // This is the first start, or the file is damaged: only the main window opens.
    return [];
  }
}
