/** One connection to a port of this machine, within bounds: the size of a message, their rate, and a sign of life. */
import { WebSocket, type RawData } from 'ws';
import type { Scheduler, Timer } from '../../engine/ports.ts';

const host = '127.0.0.1';
export const messageBytesMax = 1_048_576;
export const messagesPerSecondMax = 20_000;
/** Bytes of unread messages at which a bridge that does not read is dropped. */
const unreadBytesMax = 1_048_576;
const dialMsMax = 2_000;
const pingMs = 30_000;

export interface SocketListener {
  onText(text: string): void;
  /** Comes once, unless this side has closed the connection. */
  onEnd(why: string): void;
}

export class BridgeSocket {
  private readonly socket: WebSocket;
  private readonly listener: SocketListener;
  private readonly pings: Timer;
  private isOpen = true;
  private isAlive = true;
  private second = 0;
  private inSecond = 0;

  constructor(port: number, scheduler: Scheduler, listener: SocketListener) {
    this.listener = listener;
    this.socket = new WebSocket(`ws://${host}:${port}`, {
      handshakeTimeout: dialMsMax,
      maxPayload: messageBytesMax,
      perMessageDeflate: false,
      followRedirects: false,
    });
    let fault: string | undefined;
    this.socket.on('message', (data, isBinary) => this.take(data, isBinary));
    this.socket.on('pong', () => void (this.isAlive = true));
    this.socket.on('error', (error) => void (fault ??= wordsOf(error)));
    this.socket.on('close', () => this.end(fault ?? 'the bridge closed the connection'));
    this.pings = scheduler.every(pingMs, () => this.ping());
  }

  send(message: unknown): void {
    if (!this.isOpen || this.socket.readyState !== WebSocket.OPEN) return;
    this.socket.send(JSON.stringify(message));
    if (this.socket.bufferedAmount > unreadBytesMax) this.end('the bridge does not read what it is sent');
  }

  /** Closes from this side: the listener is not called any more. */
  close(): void {
    this.isOpen = false;
    this.pings.cancel();
    // A connection that is not open yet would throw at `close`.
    this.socket.terminate();
  }

  private take(data: RawData, isBinary: boolean): void {
    if (!this.isOpen) return;
    this.isAlive = true;
    const second = Math.floor(performance.now() / 1_000);
    this.inSecond = second === this.second ? this.inSecond + 1 : 1;
    this.second = second;
    if (this.inSecond > messagesPerSecondMax) {
      this.end(`the bridge sent more than ${messagesPerSecondMax} messages within a second`);
      return;
    }
    // Frames other than texts are no messages of the protocol.
    this.listener.onText(isBinary ? '' : textOf(data));
  }

  private ping(): void {
    if (!this.isOpen || this.socket.readyState !== WebSocket.OPEN) return;
    if (this.isAlive) this.socket.ping();
    else this.end('the bridge gave no sign of life');
    this.isAlive = false;
  }

  private end(why: string): void {
    if (!this.isOpen) return;
    this.close();
    this.listener.onEnd(why);
  }
}

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : '';
}

function wordsOf(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
    return `the bridge sent a message of more than ${messageBytesMax} bytes`;
  }
  return error.message.slice(0, 200);
}
