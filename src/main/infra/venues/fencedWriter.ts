/**
 * Writes to a venue's socket, and asks right before each write whether this engine may still send: another engine may
 * have taken over while this process stood still. Where it may not, nothing is written and the connection is closed. One
 * write is under way at a time: what waits behind it never leaves after the answer has become no.
 */
import type { Socket } from 'node:net';

/** Whether this engine may send to a venue now. */
export type MaySend = () => boolean;

export const alwaysSends: MaySend = () => true;

/** Why a connection was closed, for people. */
export const mayNotSend =
  'this engine has lost its lease on the record, or could not renew it in time, and sends nothing';

export class FencedWriter {
  private readonly socket: Socket;
  private readonly encoding: BufferEncoding;
  private readonly maySend: MaySend;
  private waiting = '';
  private isWriting = false;
  private isEnding = false;

  constructor(socket: Socket, encoding: BufferEncoding, maySend: MaySend) {
    this.socket = socket;
    this.encoding = encoding;
    this.maySend = maySend;
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
    if (this.socket.destroyed) return false;
    if (this.maySend()) return true;
    this.socket.destroy(new Error(mayNotSend));
    return false;
  }
}
