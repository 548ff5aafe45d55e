/** One client of the control channel: requests in, replies out, within bounds. */
import type { Socket } from 'node:net';
import type { ApiMethod, ServedApi } from '../../../shared/contract/api.ts';
import {
  controlRequestLengthMax,
  type ControlReply,
  type ControlRequest,
} from '../../../shared/contract/control.ts';
import type { FaultView, Reply } from '../../../shared/contract/faults.ts';
import type { Timer } from '../../engine/ports.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { LineReader } from '../../infra/text/lineReader.ts';
import { readControlLine, refusedLine } from '../../ipc/control/controlRequest.ts';

/** Requests of one client that may run at once. A further request is refused with `busy`. */
export const controlCallsInFlightMax = 64;
/** Milliseconds without a request after which a client is dropped, so that forgotten clients keep no place. */
const idleMsMax = 60_000;
/** Milliseconds from the first character of a request to its last. */
const requestMsMax = 5_000;
/** Unread bytes, besides one whole reply, at which a client is dropped. */
const unreadBytesMax = 4 * 1024 * 1024;
/** Milliseconds in which a client must read what it was sent, or it is dropped. */
const unreadMsMax = 10_000;
/** Milliseconds that the running calls get when the channel closes, and that a client gets to close its side. */
const closeMsMax = 2_000;
/** Milliseconds between two looks at a client without requests while a call of it is running. */
const lookMsMin = 1_000;

/** After this process slept, this scheduler first lets it read what came in, and only then judges who is late. */
const scheduler = nodeScheduler();

export interface ControlSessionOptions {
  readonly socket: Socket;
  readonly api: ServedApi;
  /** Why the session refuses a call now; undefined when it takes the call. */
  readonly refusalOf: (method: ApiMethod) => FaultView | undefined;
  readonly onClosed: () => void;
}

export class ControlSession {
  private readonly options: ControlSessionOptions;
  private readonly socket: Socket;
  private readonly reader: LineReader;
  private inFlight = 0;
  private heard = false;
  private heardAtMs = 0;
  private ending = false;
  private closing = false;
  private receivedAtMs = performance.now();
  private idle: Timer;
  private halfRequest: Timer | undefined;
  private unread: Timer | undefined;
  private leaving: Timer | undefined;

  constructor(options: ControlSessionOptions) {
    const { socket } = options;
    this.options = options;
    this.socket = socket;
    this.reader = new LineReader(
      controlRequestLengthMax,
      (line) => this.take(line),
      () => this.say(refusedLine(`it is longer than ${controlRequestLengthMax} characters`)),
    );
    socket.setEncoding('utf8');
    this.idle = scheduler.after(idleMsMax, () => this.lookWhetherIdle());
    socket.on('data', (text: string) => this.receive(text));
    socket.on('drain', () => this.drained());
    socket.on('end', () => this.end());
    // A client may disconnect at any time; `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const timer of [this.idle, this.halfRequest, this.unread, this.leaving]) timer?.cancel();
      options.onClosed();
    });
  }

  /** Whether the client has sent a whole request. Until then it does not count against the ordinary places. */
  get wasHeard(): boolean {
    return this.heard;
  }

  /**
   * When the client last sent a whole request, in milliseconds on the monotonic clock; undefined while a call is
   * running.
   */
  get idleSinceMs(): number | undefined {
    return this.inFlight > 0 ? undefined : this.heardAtMs;
  }

  get unreadBytes(): number {
    return this.socket.writableLength;
  }

  /** Tells the client why it gets no answers, and closes. */
  refuse(fault: FaultView): void {
    this.say({ id: '', reply: { ok: false, fault } });
    this.end();
  }

  /** Closes at once, even with unread bytes. */
  drop(): void {
    this.socket.destroy();
  }

  /** Takes no more requests, and closes once the running calls are answered, in bounded time. */
  end(): void {
    this.ending = true;
    this.leaving ??= scheduler.after(closeMsMax, () => this.leave());
    if (this.inFlight === 0) this.socket.end();
  }

  /**
   * Waits on while a call is running: a client that closed its side first may wait for long work. A client that only
   * fails to close is dropped.
   */
  private leave(): void {
    if (this.inFlight === 0 || this.closing) this.socket.destroy();
    else this.leaving = scheduler.after(closeMsMax, () => this.leave());
  }

  /** Closes with the channel: waits for the running calls, in bounded time. */
  close(): void {
    this.closing = true;
    this.end();
  }

  private receive(text: string): void {
    this.receivedAtMs = performance.now();
    if (this.ending) return;
    this.reader.push(text);
    if (!this.reader.isHalfway) return;
    this.halfRequest ??= scheduler.after(requestMsMax, () => {
      const message = `a request must be complete within ${requestMsMax / 1_000} s`;
      this.refuse({ code: 'request_too_slow', message });
    });
  }

  private lookWhetherIdle(): void {
    const leftMs = this.receivedAtMs + idleMsMax - performance.now();
    if (leftMs <= 0 && this.inFlight === 0) this.end();
    else this.idle = scheduler.after(Math.max(leftMs, lookMsMin), () => this.lookWhetherIdle());
  }

  private take(line: string): void {
    this.halfRequest?.cancel();
    this.halfRequest = undefined;
    if (this.ending) return;
    const request = readControlLine(line);
    if (!request.ok) {
      this.say(request.error);
      return;
    }
    const { id, method } = request.value;
    const refusal = this.options.refusalOf(method);
    if (refusal !== undefined) {
      this.refuse(refusal);
      return;
    }
    this.heard = true;
    this.heardAtMs = performance.now();
    if (this.inFlight >= controlCallsInFlightMax) {
      const message = `${controlCallsInFlightMax} calls are under way; try again.`;
      this.say({ id, reply: { ok: false, fault: { code: 'busy', message } } });
      return;
    }
    this.inFlight++;
    void this.call(request.value).then((reply) => {
      this.inFlight--;
      this.say({ id, reply });
      if (this.ending && this.inFlight === 0) this.socket.end();
    });
  }

  private call({ method, input }: ControlRequest): Promise<Reply<unknown>> {
    return this.options.api[method](input);
  }

  /**
   * Sends a reply. While the client does not read, no more of its requests are read; a client that still does not read
   * is dropped.
   */
  private say(reply: ControlReply): void {
    const text = `${JSON.stringify(reply)}\n`;
    if (!this.socket.writable || this.socket.write(text)) return;
    if (this.socket.writableLength > Math.max(unreadBytesMax, 2 * Buffer.byteLength(text))) {
      this.socket.destroy();
      return;
    }
    this.socket.pause();
    this.unread ??= scheduler.after(unreadMsMax, () => this.socket.destroy());
  }

  private drained(): void {
    this.unread?.cancel();
    this.unread = undefined;
    this.socket.resume();
  }
}
