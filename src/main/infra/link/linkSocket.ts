/**
 * One end of the connection between a console and an engine: frames over a socket, within bounds. It never waits for
 * the other end: an end that reads too slowly, or gives no sign of life, is disconnected.
 */
import type { Socket } from 'node:net';
import type { Scheduler, Timer } from '../../engine/ports.ts';
import { FrameReader, writeFrame, type Frame } from './frames.ts';
import type { Turns } from './turns.ts';

/** Number of unread bytes, besides two messages of the largest one's size, at which the other end is disconnected. */
const unreadBytesMax = 16 * 1024 * 1024;
/** Milliseconds in which the other end must have read a message. */
export const unreadMsMax = 10_000;
/** Milliseconds that the last messages get to be sent. */
const endMsMax = 1_000;
/** Bytes that are read in one turn. */
const turnBytesMax = 8 * 1024;

export interface LinkSocketOptions {
  readonly socket: Socket;
  readonly scheduler: Scheduler;
  /** Monotonic milliseconds; those of the process when absent. */
  readonly nowMs?: () => number;
  /** Bytes of one message of the other end. */
  readonly frameBytesMax: number;
  /** In whose turns messages are read; absent where they are read at once. */
  readonly turns?: Turns;
  /** Milliseconds between two signs of life. */
  readonly pingMs: number;
  /** Milliseconds without a sign of life after which the other end is disconnected. */
  readonly silentMsMax: number;
  readonly onFrame: (frame: Frame) => void;
  /** Called once, with what ended the connection, as the end of a sentence. */
  readonly onClosed: (why: string) => void;
}

export class LinkSocket {
  private readonly options: LinkSocketOptions;
  private readonly socket: Socket;
  private readonly reader: FrameReader;
  private readonly beat: Timer;
  private readonly nowMs: () => number;
  private heardAtMs: number;
  private stalledAtMs: number | undefined;
  /** Bytes of the largest message that waits: a long list may take a while, and small messages wait behind it. */
  private largestBytes = 0;
  private why = 'the other end closed the connection';
  private ended = false;
  private waitsForTurn = false;

  constructor(options: LinkSocketOptions) {
    const { socket, scheduler, frameBytesMax, pingMs, onFrame, onClosed } = options;
    this.options = options;
    this.socket = socket;
    this.nowMs = options.nowMs ?? (() => performance.now());
    this.heardAtMs = this.nowMs();
    this.reader = new FrameReader(frameBytesMax, onFrame, (why) => this.cut(`it sent ${why}`));
    this.beat = scheduler.every(pingMs, () => this.look());
    socket.on('data', (chunk: Buffer) => {
      this.heardAtMs = this.nowMs();
      this.read(chunk);
    });
    socket.on('drain', () => {
      this.stalledAtMs = undefined;
      this.largestBytes = 0;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (!this.ended) this.why = `the connection broke (${error.code ?? error.message})`;
    });
    socket.once('close', () => {
      this.beat.cancel();
      this.ended = true;
      onClosed(this.why);
    });
  }

  send(frame: Frame): void {
    if (this.ended || !this.socket.writable) return;
    const bytes = writeFrame(frame);
    if (this.socket.write(bytes)) return;
    this.stalledAtMs ??= this.nowMs();
    this.largestBytes = Math.max(this.largestBytes, bytes.length);
    if (this.socket.writableLength > unreadBytesMax + 2 * this.largestBytes) this.cut('it reads too slowly');
  }

  /** Sends a message between the two processes themselves. */
  say(message: object): void {
    this.send({ channel: 'link', window: 0, message });
  }

  /** Closes once the last messages are sent, in bounded time. */
  end(): void {
    this.ended = true;
    this.beat.cancel();
    this.socket.end();
    const late = this.options.scheduler.after(endMsMax, () => this.socket.destroy());
    this.socket.once('close', () => late.cancel());
  }

  /** Closes at once. */
  cut(why: string): void {
    if (!this.ended) this.why = why;
    this.ended = true;
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    const { turns } = this.options;
    if (this.ended) return;
    if (turns === undefined) {
      this.reader.push(chunk);
      return;
    }
    this.waitsForTurn = true;
    this.socket.pause();
    turns.take(() => this.readPiece(chunk));
  }

  private readPiece(chunk: Buffer): void {
    this.waitsForTurn = false;
    this.heardAtMs = this.nowMs();
    if (this.ended) return;
    this.reader.push(chunk.subarray(0, turnBytesMax));
    if (chunk.length > turnBytesMax) this.read(chunk.subarray(turnBytesMax));
    else this.socket.resume();
  }

  private look(): void {
    const now = this.nowMs();
    const { silentMsMax } = this.options;
    if (!this.waitsForTurn && now - this.heardAtMs > silentMsMax) {
      this.cut(`it gave no sign of life for ${Math.round(silentMsMax / 1_000)} s`);
    } else if (this.stalledAtMs !== undefined && now - this.stalledAtMs > unreadMsMax) {
      this.cut(`it read nothing for ${Math.round(unreadMsMax / 1_000)} s`);
    } else this.say({ type: 'ping' });
  }
}
