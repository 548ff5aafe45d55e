/** A bridge of desktop agents for tests, as FDC3 2.2 has it: one console joins it, the test speaks for all others. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import * as samples from './samples.ts';

interface Message {
  readonly type: string;
  readonly payload: Record<string, unknown>;
  readonly meta: Record<string, unknown>;
}

export interface BridgeOptions {
  readonly port?: number;
  readonly hello?: Parameters<typeof samples.hello>[0];
  /** What the bridge answers to a handshake; undefined for nothing. */
  readonly answer?: (handshake: Message) => unknown;
  readonly channelsState?: Record<string, { type: string; id?: Record<string, unknown> }[]>;
}

export class TestBridge {
  readonly received: Message[] = [];
  private readonly server: WebSocketServer;
  private readonly waiting = new Set<() => void>();
  private socket: WebSocket | undefined;

  private constructor(server: WebSocketServer, { hello, answer, channelsState }: BridgeOptions) {
    this.server = server;
    server.on('connection', (socket) => {
      this.socket = socket;
      socket.on('error', () => undefined);
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as Message;
        this.received.push(message);
        if (message.type === 'handshake') {
          const { requestedName } = message.payload;
          const name = String(requestedName);
          const payload = { addAgent: name, ...(channelsState !== undefined && { channelsState }) };
          const given = samples.agentsUpdate(['agent-A', name], payload, String(message.meta['requestUuid']));
          this.say(answer === undefined ? given : answer(message));
        }
        for (const look of this.waiting) look();
      });
      this.say(samples.hello(hello));
      for (const look of this.waiting) look();
    });
  }

  static async open(options: BridgeOptions = {}): Promise<TestBridge> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: options.port ?? 0 });
    await once(server, 'listening');
    return new TestBridge(server, options);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get isConnected(): boolean {
    return this.socket?.readyState === 1;
  }

  say(message: unknown): void {
    if (message !== undefined) this.sayText(JSON.stringify(message));
  }

  sayText(text: string): void {
    this.socket?.send(text);
  }

  /** The first message of a type, now or later; for an answer also to a request. */
  async heard(type: string, requestUuid?: unknown): Promise<Message> {
    for (;;) {
      const found = this.received.find(
        (one) => one.type === type && (requestUuid === undefined || one.meta['requestUuid'] === requestUuid),
      );
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const look = (): void => {
          this.waiting.delete(look);
          resolve();
        };
        this.waiting.add(look);
      });
    }
  }

  /** Ends as a process that is killed. */
  async kill(): Promise<void> {
    for (const client of this.server.clients) client.terminate();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }
}
