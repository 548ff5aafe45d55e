/**
 * Writes to a venue's socket, and asks right before each write whether this engine may still send: another engine may
 * have taken over while this process stood still. Where it may not, nothing is written and the connection is closed. One
 * write is under way at a time: what waits behind it never leaves after the answer has become no. A connection on which
 * nothing is written is looked after too, because what left before may still be under way.
 */
import type { Socket } from 'node:net';

/** Whether this engine may send to a venue now. */
export type MaySend = () => boolean;

export const alwaysSends: MaySend = () => true;

/** Milliseconds between two looks whether this engine may still send. */
const lookMs = 200;

/** Why a connection was cut, for people. */
export const mayNotSend =
  'this engine has lost its lease on the record, or could not renew it in time, and sends nothing';

/**
 * Closes a connection at once, and takes back what the operating system has not brought to the venue: else it would go on
 * trying for minutes, also after this process has ended, and an order could arrive that nobody expects any more. Under
 * TLS it is the socket below.
 */
export function cutConnection(socket: Socket): void {
  // What a Unix socket has taken is at the other end already; a connection that does not stand has taken nothing.
  const isTcp = socket.remoteFamily !== undefined;
  const isBlocked = socket.writableLength > 0;
  if (isTcp) socket.resetAndDestroy();
  // The reset alone would wait until all is written.
  if (!isTcp || isBlocked) socket.destroy();
}

export class FencedWriter {
  private readonly socket: Socket;
  private readonly encoding: BufferEncoding;
  private readonly maySend: MaySend;
  private readonly onRefused: (why: string) => void;
  private waiting = '';
  private isWriting = false;
  private isEnding = false;

  /** `onRefused` is called where this engine may not send, and cuts the connection. */
  constructor(socket: Socket, encoding: BufferEncoding, maySend: MaySend, onRefused: (why: string) => void) {
    this.socket = socket;
    this.encoding = encoding;
    this.maySend = maySend;
    this.onRefused = onRefused;
    if (maySend === alwaysSends) return;
    const looks = setInterval(() => this.isOpen(), lookMs);
    socket.once('close', () => clearInterval(looks));
  }

  /** False where nothing of the text leaves. */
  write(text: string): boolean {
    if (!this.isOpen()) return false;
    if (this.isWriting) this.waiting += text;
    else this.put(text);
    return true;
  }

  /** Closes the connection once all is written. */
  end(): void {
    this.isEnding = true;
    if (!this.isWriting) this.socket.end();
  }

  private put(text: string): void {
    this.isWriting = true;
    this.socket.write(text, this.encoding, () => {
      this.isWriting = false;
      const next = this.waiting;
      this.waiting = '';
      if (next !== '' && this.isOpen()) this.put(next);
      else if (this.isEnding) this.socket.end();
    });
  }

  private isOpen(): boolean {
    if (!this.socket.writable) return false;
    if (this.maySend()) return true;
    this.onRefused(mayNotSend);
    return false;
  }
}
