/** One desk with its windows: its engine, its main window, the windows of its panels, and its end. */
import type { BrowserWindow, MessagePortMain, WebContents } from 'electron';
import type { FilePurpose } from '../../../shared/contract/engineThread.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import type { PanelId, PanelPlace } from '../../../shared/contract/panels.ts';
import type { Status } from '../../../shared/contract/status.ts';
import type { AttachedEngineListener } from '../engine/attachedEngine.ts';
import { Connections, type FurtherPort } from '../engine/connections.ts';
import type { StartedEngine } from '../engine/consoleEngine.ts';
import { ExitSequence } from '../exit/exitSequence.ts';
import { PanelWindows } from '../panels/panelWindows.ts';
import { bringToFront } from '../window/bringToFront.ts';
import { chooseFile } from '../window/chooseFile.ts';
import { openConsoleWindow, titleOf, type ConsoleWindowOptions } from '../window/consoleWindow.ts';
import type { OpenDesk } from './desks.ts';

export interface DeskWindowsOptions {
  readonly windows: ConsoleWindowOptions;
  /** Where dialogs for files begin. */
  readonly folder: string;
  /** The desk's name, where the console has several. */
  readonly name: () => string | undefined;
  readonly engineFor: (listener: AttachedEngineListener) => StartedEngine;
  /** Takes the port about desks of each window. */
  readonly onDesksPort: (isMain: boolean, port: MessagePortMain) => void;
  /** Takes further ports of the main window. */
  readonly furtherPorts: (window: BrowserWindow) => readonly FurtherPort[];
  /** The windows are closed, and the engine has ended. `inOrder` is false where it was still busy, or forgets something. */
  readonly onClosed: (inOrder: boolean) => void;
}

export class DeskWindows implements OpenDesk {
  readonly window: BrowserWindow;
  private readonly panels: PanelWindows;
  private readonly connections: Connections;
  private readonly exit: ExitSequence;
  private readonly name: () => string | undefined;
  private environment: Status['environment'] | undefined;

  constructor(options: DeskWindowsOptions) {
    const { windows, folder, name, onDesksPort } = options;
    this.name = name;
    this.window = openConsoleWindow(windows, titleOf(name()));
    const engine = options.engineFor({
      onReady: (environment) => this.showEnvironment(environment),
      onGone: (fault) => this.tellGone(fault),
      onBack: () => {
        this.connections.renew();
        this.panels.renew();
      },
      onFileWanted: (purpose: FilePurpose) => chooseFile(this.window, purpose, folder, name()),
    });
    this.connections = new Connections(engine, this.window, windows.url, [
      (port) => onDesksPort(true, port),
      ...options.furtherPorts(this.window),
    ]);
    this.panels = new PanelWindows(this.window, engine, {
      windows,
      name,
      onDesksPort: (port) => onDesksPort(false, port),
    });
    let inOrder = true;
    this.window.once('closed', () => options.onClosed(inOrder));
    this.exit = new ExitSequence({
      engine,
      window: this.window,
      name,
      askToCancelAll: () => this.connections.askToCancelAll(),
      onOver: (isInOrder) => {
        inOrder = isInOrder;
        // A window whose page hangs does not close by itself.
        if (isInOrder) this.window.close();
        else this.window.destroy();
      },
    });
    this.exit.watch();
    engine.start();
    this.panels.openRemembered();
    this.stayAwake();
  }

  bringToFront(): void {
    bringToFront(this.window);
  }

  showTitles(): void {
    if (!this.window.isDestroyed()) this.window.setTitle(titleOf(this.name(), this.environment));
    this.panels.showTitles(this.environment);
    this.stayAwake();
  }

  end(): Promise<boolean> {
    return this.exit.request();
  }

  owns(contents: WebContents): boolean {
    return (!this.window.isDestroyed() && contents === this.window.webContents) || this.panels.owns(contents);
  }

  showPanel(panel: PanelId, place: PanelPlace | undefined): void {
    this.panels.show(panel, place);
  }

  /** Where there are several desks, others are told how this one is, also while nobody sees its window. */
  private stayAwake(): void {
    if (this.window.isDestroyed() || this.name() === undefined) return;
    // A page that nobody sees would acknowledge once a minute, and be behind by as much.
    this.window.webContents.setBackgroundThrottling(false);
  }

  private showEnvironment(environment: Status['environment']): void {
    this.environment = environment;
    this.showTitles();
  }

  private tellGone(fault: FaultView): void {
    this.connections.tellGone(fault);
    this.panels.tellGone(fault);
  }
}
