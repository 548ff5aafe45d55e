/** Programs that send signals to a running desk, over HTTP and over WebSocket. */
import { readFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { RunningDesk, jsonLines } from '../../headless/testing/deskProcess.ts';
import { tempDesk, type TempDesk } from '../../headless/testing/tempDesk.ts';

export type Answer = Record<string, unknown>;

export interface Intake {
  readonly address: string;
  readonly token: string;
}

export interface IntakeDesk extends Intake {
  readonly desk: RunningDesk;
}

/** A desk that takes signals over the network; `place` is the desk of an earlier run. */
export async function startIntakeDesk(
  place: TempDesk = tempDesk(),
  ...args: readonly string[]
): Promise<IntakeDesk & { readonly place: TempDesk }> {
  const desk = new RunningDesk('--data', place.data, '--intake-port', '0', ...args);
  const [ready] = await desk.answered(1);
  return { desk, place, address: String(ready?.['intake']), token: tokenOf(ready) };
}

function tokenOf(ready: Answer | undefined): string {
  return readFileSync(String(ready?.['intakeToken']), 'utf8');
}

export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly answers: Answer[];
}

export interface PostOptions {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly type?: string;
}

/** Sends a body as it is. A header that is empty is left out. */
export function post(
  { address, token }: Intake,
  body: string | Uint8Array,
  { method = 'POST', path = '', headers = {}, type = 'application/x-ndjson' }: PostOptions = {},
): Promise<HttpReply> {
  const all = { authorization: `Bearer ${token}`, 'content-type': type, ...headers };
  return new Promise((resolve, reject) => {
    request(`${address}${path}`, { method, headers: presentOf(all) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        const { statusCode = 0, headers: got } = response;
        resolve({ status: statusCode, headers: got, answers: jsonLines(text) });
      });
    })
      .once('error', reject)
      .end(body);
  });
}

function presentOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
}

/** A client of the WebSocket that keeps what it hears. A header that is empty is left out. */
export class SocketClient {
  readonly answers: Answer[] = [];
  readonly socket: WebSocket;
  /** Resolves with the code of the close. */
  readonly closed: Promise<number>;
  private readonly waiting = new Set<() => void>();

  constructor({ address, token }: Intake, headers: Readonly<Record<string, string>> = {}) {
    this.socket = new WebSocket(address.replace('http:', 'ws:'), {
      headers: presentOf({ authorization: `Bearer ${token}`, ...headers }),
    });
    onTestFinished(() => this.socket.terminate());
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => {
      this.answers.push(JSON.parse(data.toString()) as Answer);
      for (const look of this.waiting) look();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code) => {
        resolve(code);
        for (const look of this.waiting) look();
      });
    });
  }

  static async open(intake: Intake): Promise<SocketClient> {
    const client = new SocketClient(intake);
    await new Promise((resolve, reject) => {
      client.socket.once('open', resolve).once('error', reject);
    });
    return client;
  }

  send(...signals: readonly (object | string | Uint8Array)[]): void {
    for (const signal of signals) {
      const isBody = typeof signal === 'string' || signal instanceof Uint8Array;
      this.socket.send(isBody ? signal : JSON.stringify(signal), { binary: false });
    }
  }

  /** Resolves with that many answers; rejects when the socket closes before. */
  async answered(count: number): Promise<readonly Answer[]> {
    while (this.answers.length < count) {
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`closed: ${this.answers.length}`);
      await new Promise<void>((resolve) => {
        const look = (): void => {
          this.waiting.delete(look);
          resolve();
        };
        this.waiting.add(look);
      });
    }
    return this.answers.slice(0, count);
  }
}

/** The status and the body of an upgrade that was refused. */
export function refusedUpgrade(client: SocketClient): Promise<HttpReply> {
  return new Promise((resolve) => {
    client.socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, answers: jsonLines(text) });
      });
    });
  });
}
