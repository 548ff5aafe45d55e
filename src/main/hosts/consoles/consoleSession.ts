/** One connection of a console in another process: its greeting, its windows, its end. */
import type { Socket } from 'node:net';
import {
  consoleFrameBytesMax,
  consoleSilentMsMax,
  fromConsoleSchema,
  helloMsMax,
  linkPingMs,
  linkWindowsMax,
  type FromConsole,
  type FromEngine,
} from '../../../shared/contract/consoleLink.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { Scheduler, Timer } from '../../engine/ports.ts';
import type { Frame } from '../../infra/link/frames.ts';
import { LinkSocket } from '../../infra/link/linkSocket.ts';
import type { Turns } from '../../infra/link/turns.ts';
import type { BridgeConsole } from '../../ipc/createBridge.ts';
import { windowPorts, type WindowPorts } from './windowPorts.ts';

export type Hello = Extract<FromConsole, { type: 'hello' }>;

/** A console that was let in. */
export interface Admitted {
  readonly console: BridgeConsole;
  readonly welcome: Extract<FromEngine, { type: 'welcome' }>;
  /** Called when it opens a window: it has read the welcome. */
  readonly opened: () => void;
  /** Takes the path of the file that the person chose; undefined when the person canceled. */
  readonly chosen: (path: string | undefined) => void;
}

export interface ConsoleSessionOptions {
  readonly socket: Socket;
  readonly scheduler: Scheduler;
  readonly turns: Turns;
  /** Judges the greeting. */
  readonly admit: (hello: Hello, session: ConsoleSession) => Result<Admitted, FaultView>;
  /** `left`: the person closed the console. Otherwise `why` says what ended the connection. */
  readonly onClosed: (end: { readonly left: boolean; readonly why: string }) => void;
}

export class ConsoleSession {
  private readonly options: ConsoleSessionOptions;
  private readonly link: LinkSocket;
  private readonly windows = new Map<number, WindowPorts>();
  private readonly greeting: Timer;
  private admitted: Admitted | undefined;
  private left = false;

  constructor(options: ConsoleSessionOptions) {
    const { socket, scheduler, turns } = options;
    this.options = options;
    this.link = new LinkSocket({
      socket,
      scheduler,
      frameBytesMax: consoleFrameBytesMax,
      turns,
      pingMs: linkPingMs,
      silentMsMax: consoleSilentMsMax,
      onFrame: (frame) => this.receive(frame),
      onClosed: (why) => this.closed(why),
    });
    this.greeting = scheduler.after(helloMsMax, () => this.link.cut('it did not greet in time'));
  }

  say(message: FromEngine): void {
    this.link.say(message);
  }

  /** Tells the console why it was refused, and closes. */
  refuse(fault: FaultView): void {
    this.say({ type: 'refused', fault });
    this.link.end();
  }

  /** Tells the console that the engine ends, and closes. */
  end(reason: string): void {
    this.say({ type: 'ended', reason });
    this.link.end();
  }

  /** Closes at once. */
  cut(why: string): void {
    this.link.cut(why);
  }

  private receive({ channel, window, message }: Frame): void {
    if (channel !== 'link') {
      this.windows.get(window)?.[channel].receive(message);
      return;
    }
    const parsed = fromConsoleSchema.safeParse(message);
    if (!parsed.success) this.link.cut('it sent a message that no console of this version sends');
    else this.handle(parsed.data);
  }

  private handle(message: FromConsole): void {
    const { admitted } = this;
    if (message.type === 'ping') return;
    if (message.type === 'hello') {
      if (admitted === undefined) this.greet(message);
      else this.link.cut('it greeted twice');
      return;
    }
    if (admitted === undefined) {
      this.link.cut('it did not greet');
      return;
    }
    switch (message.type) {
      case 'open':
        this.open(admitted, message.window);
        return;
      case 'close':
        this.closeWindow(message.window);
        return;
      case 'file-chosen':
        admitted.chosen(message.path);
        return;
      case 'goodbye':
        this.left = true;
        this.link.end();
    }
  }

  private greet(hello: Hello): void {
    this.greeting.cancel();
    const admitted = this.options.admit(hello, this);
    if (!admitted.ok) {
      this.refuse(admitted.error);
      return;
    }
    this.admitted = admitted.value;
    this.say(admitted.value.welcome);
  }

  private open({ console, opened }: Admitted, window: number): void {
    if (this.windows.has(window) || this.windows.size >= linkWindowsMax) {
      this.link.cut(`it opened a window twice, or more than ${linkWindowsMax}`);
      return;
    }
    const ports = windowPorts(window, (frame) => this.link.send(frame));
    this.windows.set(window, ports);
    opened();
    console.connect(ports.calls, ports.streams);
  }

  private closeWindow(window: number): void {
    const ports = this.windows.get(window);
    this.windows.delete(window);
    ports?.calls.close();
    ports?.streams.close();
  }

  private closed(why: string): void {
    this.greeting.cancel();
    for (const window of this.windows.keys()) this.closeWindow(window);
    this.options.onClosed({ left: this.left, why });
  }
}
