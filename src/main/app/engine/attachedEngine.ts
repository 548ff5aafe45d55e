/**
 * An engine in another process, which goes on when this console ends. The ports of all windows go over one connection.
 * While it is lost, the console tries again; its windows get new ports once it is back.
 */
import type { Socket } from 'node:net';
import { hostname } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import {
  engineFrameBytesMax,
  engineSilentMsMax,
  fromEngineSchema,
  helloMsMax,
  linkPingMs,
  linkProtocol,
  type FromConsole,
  type FromEngine,
} from '../../../shared/contract/consoleLink.ts';
import type { AttachFault } from '../../../shared/contract/connection.ts';
import type { FilePurpose, LeftBehind } from '../../../shared/contract/engineThread.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import type { Status } from '../../../shared/contract/status.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import type { Frame } from '../../infra/link/frames.ts';
import { LinkSocket } from '../../infra/link/linkSocket.ts';
import type { StartedEngine } from './consoleEngine.ts';

const lostCode: AttachFault = 'engine_lost';
const endedCode = 'engine_gone';
/** Milliseconds between two tries to connect. */
const againMs = 1_000;
/** The same where the last try was refused: what a person has to change first takes longer than a second. */
const refusedAgainMs = 10_000;

export interface AttachedEngineListener {
  onReady(environment: Status['environment']): void;
  /** The windows' ports are closed. */
  onGone(fault: FaultView): void;
  /** The windows may have new ports. */
  onBack(): void;
  /** Lets the person at the window choose a file; undefined when the person canceled. */
  onFileWanted(purpose: FilePurpose): Promise<string | undefined>;
}

export interface AttachedEngineOptions {
  readonly version: string;
  /** Makes a connection. The fault says in a sentence why there is none. */
  readonly dial: () => Promise<Result<Socket, Fault>>;
  /** Why an engine with this record is not the one of this window; undefined where it is. */
  readonly whyNotRecord: (record: string) => FaultView | undefined;
  readonly listener: AttachedEngineListener;
}

interface WindowPorts {
  readonly calls: MessagePort;
  readonly streams: MessagePort;
}

export class AttachedEngine implements StartedEngine {
  private readonly options: AttachedEngineOptions;
  private readonly scheduler = nodeScheduler();
  private readonly windows = new Map<number, WindowPorts>();
  private nextWindow = 1;
  private state: 'idle' | 'dialing' | 'greeting' | 'up' | 'over' = 'idle';
  private link: LinkSocket | undefined;
  private again: NodeJS.Timeout | undefined;
  private resume: string | undefined;
  /** Why the engine disconnected the console, where it said so. */
  private farewell: FaultView | undefined;
  /** The fault that the windows were told last; undefined while nothing is wrong. */
  private told: FaultView | undefined;

  constructor(options: AttachedEngineOptions) {
    this.options = options;
  }

  /** Connects, unless a try is under way. */
  start(): void {
    if (this.state !== 'idle') return;
    clearTimeout(this.again);
    this.state = 'dialing';
    void this.dial();
  }

  connect(calls: MessagePort, streams: MessagePort): void {
    const window = this.nextWindow++;
    const ports = { calls, streams };
    this.windows.set(window, ports);
    for (const port of [calls, streams]) port.once('close', () => this.closeWindow(window));
    if (this.state === 'up') this.open(window, ports);
    else {
      // Somebody looks at the window: it is told the fault anew, even when it is the same.
      this.told = undefined;
      this.start();
    }
  }

  leftBehind(): Promise<LeftBehind | undefined> {
    return Promise.resolve(undefined);
  }

  stop(): Promise<boolean> {
    this.state = 'over';
    clearTimeout(this.again);
    this.say({ type: 'goodbye' });
    this.link?.end();
    return Promise.resolve(true);
  }

  private async dial(): Promise<void> {
    const { dial, version } = this.options;
    const dialed = await dial();
    if (this.isOver()) {
      if (dialed.ok) dialed.value.destroy();
      return;
    }
    if (!dialed.ok) {
      this.lost(dialed.error);
      return;
    }
    this.state = 'greeting';
    const late = this.scheduler.after(helloMsMax, () => {
      if (this.state === 'greeting') link.cut('it did not answer the greeting');
    });
    const link: LinkSocket = new LinkSocket({
      socket: dialed.value,
      scheduler: this.scheduler,
      frameBytesMax: engineFrameBytesMax,
      pingMs: linkPingMs,
      silentMsMax: engineSilentMsMax,
      onFrame: (frame) => this.receive(frame),
      onClosed: (why) => {
        late.cancel();
        this.closed(why);
      },
    });
    this.link = link;
    const resume = this.resume;
    this.say({
      type: 'hello',
      protocol: linkProtocol,
      version,
      machine: hostname(),
      ...(resume !== undefined && { resume }),
    });
  }

  private say(message: FromConsole): void {
    this.link?.say(message);
  }

  private receive({ channel, window, message }: Frame): void {
    if (channel !== 'link') {
      this.windows.get(window)?.[channel].postMessage(message);
      return;
    }
    const parsed = fromEngineSchema.safeParse(message);
    if (parsed.success) this.handle(parsed.data);
    else this.link?.cut('it sent a message that no engine of this version sends');
  }

  private handle(message: FromEngine): void {
    const { listener } = this.options;
    switch (message.type) {
      case 'ping':
        return;
      case 'welcome':
        this.welcomed(message);
        return;
      case 'refused':
        this.farewell = message.fault;
        return;
      case 'ended':
        this.farewell = {
          code: endedCode,
          message: `The engine has ended: ${message.reason}. The console attaches again once it runs.`,
        };
        return;
      case 'file-wanted':
        void listener
          .onFileWanted(message.purpose)
          .catch((error: unknown) => {
            console.error('the dialog for a file failed', error);
            return undefined;
          })
          .then((path) => this.say({ type: 'file-chosen', ...(path !== undefined && { path }) }));
    }
  }

  private welcomed({ environment, record, resume }: Extract<FromEngine, { type: 'welcome' }>): void {
    const { listener, whyNotRecord } = this.options;
    if (this.state !== 'greeting') {
      // A window that is opened twice would send each of its calls twice.
      this.link?.cut('it greeted twice');
      return;
    }
    this.farewell = record === undefined ? undefined : whyNotRecord(record);
    if (this.farewell !== undefined) {
      this.say({ type: 'goodbye' });
      this.link?.end();
      return;
    }
    this.state = 'up';
    this.resume = resume;
    for (const [window, ports] of this.windows) this.open(window, ports);
    listener.onReady(environment);
    // Without windows, they were told by whoever the console asked before that there is no engine.
    const isNews = this.told !== undefined || this.windows.size === 0;
    this.told = undefined;
    if (isNews) listener.onBack();
  }

  private open(window: number, ports: WindowPorts): void {
    this.say({ type: 'open', window });
    for (const channel of ['calls', 'streams'] as const) {
      ports[channel].on('message', (message: unknown) => this.link?.send({ channel, window, message }));
    }
  }

  private closeWindow(window: number): void {
    if (this.windows.delete(window) && this.state === 'up') this.say({ type: 'close', window });
  }

  private closed(why: string): void {
    this.link = undefined;
    if (this.isOver()) return;
    const message = `No word from the engine: ${why}. It may go on without this console, which attaches again by itself.`;
    this.lost(this.farewell ?? { code: lostCode, message });
  }

  /** Tells the windows each fault once, and tries again after a while. */
  private lost(fault: FaultView): void {
    this.farewell = undefined;
    this.state = 'idle';
    const { windows } = this;
    // "Nobody answers" says less than the fault that was told before.
    const isNews = fault.code !== this.told?.code || fault.message !== this.told.message;
    if (this.told === undefined || (isNews && fault.code !== lostCode)) {
      // Windows that were told before have closed their ports.
      if (this.told !== undefined && windows.size === 0) this.options.listener.onBack();
      this.told = fault;
      this.options.listener.onGone(fault);
    }
    for (const { calls, streams } of windows.values()) {
      calls.close();
      streams.close();
    }
    windows.clear();
    const isRefused = fault.code !== lostCode && fault.code !== endedCode;
    this.again = setTimeout(() => this.start(), isRefused ? refusedAgainMs : againMs);
  }

  private isOver(): boolean {
    return this.state === 'over';
  }
}
