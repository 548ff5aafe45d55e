/**
 * Connects windows to the engine when they ask for it, after a check that the request comes from the console's own
 * page.
 */
import { MessageChannel } from 'node:worker_threads';
import {
  ipcMain,
  MessageChannelMain,
  type BrowserWindow,
  type IpcMainEvent,
  type MessagePortMain,
  type WebFrameMain,
} from 'electron';
import {
  connectionTag,
  type CancelAll,
  type EngineGone,
  type KillKeys,
} from '../../../shared/contract/connection.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import type { ConsoleEngine } from './consoleEngine.ts';
import { watchKillChord } from '../window/killChord.ts';
import { isSamePage } from '../window/lockDown.ts';
import { relayPorts, type Relay } from './portRelay.ts';

const unreadable: FaultView = {
  code: 'invalid_message',
  message: 'The message was refused: it holds more than plain data.',
};
/** The refusal in two forms: comlink's answer to a call whose id can't be read, and a stream's refusal. */
const callRefusal = { id: '', type: 'RAW', value: { ok: false, fault: unreadable } };
const streamRefusal = { type: 'refused', subscriptionId: '', fault: unreadable };

/** Takes one more port of a window. */
export type FurtherPort = (port: MessagePortMain) => void;

export class Connections {
  private readonly engine: ConsoleEngine;
  private readonly window: BrowserWindow;
  private readonly pageUrl: string;
  private readonly furtherPorts: readonly FurtherPort[];
  private current: { readonly calls: Relay; readonly streams: Relay } | undefined;

  /**
   * Serves `window` as long as it shows the page `pageUrl`. `furtherPorts` take the ports that follow those to the
   * engine: the one about desks, and the main window's about other programs.
   */
  constructor(
    engine: ConsoleEngine,
    window: BrowserWindow,
    pageUrl: string,
    furtherPorts: readonly FurtherPort[],
  ) {
    this.engine = engine;
    this.furtherPorts = furtherPorts;
    this.window = window;
    this.pageUrl = pageUrl;
    const listener = (event: IpcMainEvent): void => this.request(event);
    ipcMain.on(connectionTag, listener);
    watchKillChord(window, () => this.tellKillKeys());
    window.once('closed', () => {
      ipcMain.off(connectionTag, listener);
      this.close();
    });
  }

  /** Tells the window on its stream port that the engine ended. */
  tellGone(fault: FaultView): void {
    const message: EngineGone = { type: 'engine-gone', fault };
    this.current?.streams.tellWindow(message);
  }

  /** Asks the window to cancel every order, in the name of its operator; false when no window is connected. */
  askToCancelAll(): boolean {
    const message: CancelAll = { type: 'cancel-all' };
    this.current?.streams.tellWindow(message);
    return this.current !== undefined;
  }

  /** Gives the window new ports without being asked: the engine is back. */
  renew(): void {
    if (this.window.isDestroyed()) return;
    const { mainFrame } = this.window.webContents;
    if (this.current !== undefined && isSamePage(mainFrame.url, this.pageUrl)) this.open(mainFrame);
  }

  private tellKillKeys(): void {
    const message: KillKeys = { type: 'kill-keys' };
    this.current?.streams.tellWindow(message);
  }

  private request(event: IpcMainEvent): void {
    const frame = event.senderFrame;
    if (frame === null || event.sender !== this.window.webContents || frame.parent !== null) return;
    if (!isSamePage(frame.url, this.pageUrl)) return;
    this.open(frame);
  }

  private open(frame: WebFrameMain): void {
    this.close();
    const [calls, streams] = [new MessageChannelMain(), new MessageChannelMain()];
    const [engineCalls, engineStreams] = [new MessageChannel(), new MessageChannel()];
    this.current = {
      calls: relayPorts(calls.port1, engineCalls.port1, callRefusal),
      streams: relayPorts(streams.port1, engineStreams.port1, streamRefusal),
    };
    frame.postMessage(connectionTag, null, [calls.port2, streams.port2, ...this.openFurther()]);
    this.engine.connect(engineCalls.port2, engineStreams.port2);
  }

  private openFurther(): readonly MessagePortMain[] {
    return this.furtherPorts.map((take) => {
      const { port1, port2 } = new MessageChannelMain();
      take(port1);
      return port2;
    });
  }

  private close(): void {
    this.current?.calls.close();
    this.current?.streams.close();
    this.current = undefined;
  }
}
