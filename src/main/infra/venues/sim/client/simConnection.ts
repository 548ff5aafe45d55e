/** The adapter's connection to the venue's process. It is kept up until `close`, and writes are gathered per turn. */
import { connect, type Socket } from 'node:net';
import type { Scheduler, Timer } from '../../../../engine/ports.ts';
import { LineReader } from '../../../text/lineReader.ts';
import { cutConnection, FencedWriter, type MaySend } from '../../fencedWriter.ts';
import { answerLineLengthMax } from '../wire/protocol.ts';

/**
 * Where a venue process listens: a Unix domain socket in a folder that nobody else may enter, or a port with a token
 * that a client must send. The venue process makes the token and tells only its parent.
 */
export type SimAddress =
  | { readonly socket: string }
  | { readonly host: string; readonly port: number; readonly token: string };

export interface SimConnectionOptions {
  /** Called at every attempt: a venue that was started again may listen elsewhere. */
  readonly address: () => SimAddress | undefined;
  readonly scheduler: Scheduler;
  readonly maySend: MaySend;
}

export interface SimConnectionEvents {
  /** The transport is connected. The owner now does the handshake, and then calls `confirm`. */
  onOpen(address: SimAddress): void;
  onLine(line: string): void;
  /** The transport was lost. `confirmed` says whether the handshake had been done. */
  onLost(reason: string, confirmed: boolean): void;
}

/** One line to be sent. */
export interface Outgoing {
  readonly line: string;
  /**
   * `sent`: the operating system has the line, so it may have reached the venue. `withdrawn`: the line was taken back
   * before that.
   */
  status: 'waiting' | 'sent' | 'withdrawn';
  readonly onSent: (() => void) | undefined;
}

const backoffFirstMs = 20;
const backoffMsMax = 2_000;
/** Milliseconds for the handshake. A connection that is not confirmed by then is closed and tried again. */
const handshakeMsMax = 5_000;
/** Milliseconds that `close` waits for queued lines to be written. */
const closeMsMax = 1_000;

/** `unconfirmed`: the transport may stand, and the handshake is not done. */
type Link =
  | { readonly status: 'down' }
  | {
      readonly status: 'unconfirmed' | 'confirmed';
      readonly socket: Socket;
      readonly writer: FencedWriter;
      /** Why it is lost, once it is. */
      why: string;
    };

export class SimConnection {
  private readonly address: () => SimAddress | undefined;
  private readonly maySend: MaySend;
  private readonly scheduler: Scheduler;
  private readonly events: SimConnectionEvents;
  private link: Link = { status: 'down' };
  private closed = false;
  private backoffMs = backoffFirstMs;
  private timer: Timer | undefined;
  private batch: Outgoing[] = [];

  constructor({ address, scheduler, maySend }: SimConnectionOptions, events: SimConnectionEvents) {
    this.address = address;
    this.maySend = maySend;
    this.scheduler = scheduler;
    this.events = events;
  }

  get confirmed(): boolean {
    return this.link.status === 'confirmed';
  }

  open(): void {
    this.attempt();
  }

  /** The handshake is done: from now on the connection counts as up. */
  confirm(): void {
    if (this.link.status === 'down') return;
    this.link = { ...this.link, status: 'confirmed' };
    this.backoffMs = backoffFirstMs;
    this.timer?.cancel();
  }

  /** Queues a whole line with its line feed. The line is sent with the other lines of this turn. */
  send(line: string, onSent?: () => void): Outgoing {
    const outgoing: Outgoing = { line, status: 'waiting', onSent };
    this.batch.push(outgoing);
    if (this.batch.length === 1) this.scheduler.soon(() => this.flush());
    return outgoing;
  }

  /** Drops the connection; the next attempt follows. */
  drop(reason: string): void {
    if (!('socket' in this.link)) return;
    const { link } = this;
    link.why = reason;
    cutConnection(link.socket);
  }

  /** Sends what is queued, then closes for good. */
  close(): Promise<void> {
    this.flush();
    this.closed = true;
    this.timer?.cancel();
    const socket = this.socket;
    if (socket === undefined || socket.closed) return Promise.resolve();
    return new Promise((resolve) => {
      const giveUp = this.scheduler.after(closeMsMax, () => cutConnection(socket));
      socket.once('close', () => {
        giveUp.cancel();
        resolve();
      });
      this.writer?.end();
    });
  }

  private get socket(): Socket | undefined {
    return 'socket' in this.link ? this.link.socket : undefined;
  }

  private get writer(): FencedWriter | undefined {
    return 'writer' in this.link ? this.link.writer : undefined;
  }

  private attempt(): void {
    const address = this.maySend() ? this.address() : undefined;
    if (address === undefined) {
      this.retry();
      return;
    }
    const socket = 'socket' in address ? connect(address.socket) : connect(address.port, address.host);
    const refused = (why: string): void => this.drop(why);
    const writer = new FencedWriter(socket, 'utf8', this.maySend, refused);
    this.link = { status: 'unconfirmed', socket, writer, why: 'the venue closed the connection' };
    this.timer = this.scheduler.after(handshakeMsMax, () =>
      this.drop('the venue did not answer the handshake'),
    );
    const reader = new LineReader(
      answerLineLengthMax,
      (line) => this.events.onLine(line),
      () => this.drop('the venue sent an overlong line'),
    );
    socket.setEncoding('utf8');
    socket.setNoDelay(true);
    socket.on('connect', () => this.events.onOpen(address));
    socket.on('data', (text: string) => reader.push(text));
    socket.on('error', (error) => {
      if (this.socket === socket && 'why' in this.link) this.link.why = error.message;
    });
    socket.on('close', () => this.lost(socket));
  }

  private lost(socket: Socket): void {
    const { link, confirmed } = this;
    if (!('socket' in link) || link.socket !== socket) return;
    this.link = { status: 'down' };
    this.timer?.cancel();
    this.batch = [];
    this.events.onLost(link.why, confirmed);
    this.retry();
  }

  private retry(): void {
    if (this.closed) return;
    this.timer = this.scheduler.after(this.backoffMs, () => this.attempt());
    this.backoffMs = Math.min(this.backoffMs * 2, backoffMsMax);
  }

  private flush(): void {
    const batch = this.batch.filter(({ status }) => status === 'waiting');
    this.batch = [];
    if (batch.length === 0 || this.writer?.write(batch.map(({ line }) => line).join('')) !== true) return;
    for (const outgoing of batch) {
      outgoing.status = 'sent';
      outgoing.onSent?.();
    }
  }
}
