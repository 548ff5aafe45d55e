/** One client of the control channel: requests in, replies out, within bounds. */
import type { Socket } from 'node:net';
import type { Api, ApiMethod } from '../../../shared/contract/api.ts';
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

/** Requests of one client under way at once; each more is refused with `busy`. */
export const controlCallsInFlightMax = 64;
/** A client that asks nothing for so long is let go, so that forgotten ones keep no place. */
const idleMsMax = 60_000;
/** From the first character of a request to its last. */
const requestMsMax = 5_000;
/** A client that leaves this much unread, besides one whole reply, is dropped. */
const unreadBytesMax = 4 * 1024 * 1024;
/** So is one that does not read what it was sent within this time. */
const unreadMsMax = 10_000;
/** When the channel closes, the calls under way get this long; so does a client to close its side. */
const closeMsMax = 2_000;
/** Between two looks at a client that asks nothing while a call of it is under way. */
const lookMsMin = 1_000;

/** After a sleep of this process what came meanwhile is read before anybody is judged late. */
const scheduler = nodeScheduler();

export interface ControlSessionOptions {
  readonly socket: Socket;
  readonly api: Api;
  /** Why a call is not taken from this client now; undefined when it is. */
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
    // A client may vanish at any time; `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const timer of [this.idle, this.halfRequest, this.unread, this.leaving]) timer?.cancel();
      options.onClosed();
    });
  }

  /** Whether it has sent a whole request: only then is its place its own. */
  get wasHeard(): boolean {
    return this.heard;
  }

  /** When it last sent a whole request, on the monotonic clock; undefined while a call of it is under way. */
  get idleSinceMs(): number | undefined {
    return this.inFlight > 0 ? undefined : this.heardAtMs;
  }

  get unreadBytes(): number {
    return this.socket.writableLength;
  }

  /** Says why nothing is answered here, and closes. */
  refuse(fault: FaultView): void {
    this.say({ id: '', reply: { ok: false, fault } });
    this.end();
  }

  /** Closes at once, whatever is unread. */
  drop(): void {
    this.socket.destroy();
  }

  /** Takes nothing more, and closes once the calls under way are answered, but waits for nobody for ever. */
  end(): void {
    this.ending = true;
    this.leaving ??= scheduler.after(closeMsMax, () => this.leave());
    if (this.inFlight === 0) this.socket.end();
  }

  /** A client that closed its side first may still wait for long work; one that just does not close is dropped. */
  private leave(): void {
    if (this.inFlight === 0 || this.closing) this.socket.destroy();
    else this.leaving = scheduler.after(closeMsMax, () => this.leave());
  }

  /** For the end of the channel: waits for the calls under way, but not for ever. */
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
    const call = this.options.api[method] as (input: unknown) => Promise<Reply<unknown>>;
    return call(input);
  }

  /** A client that does not read is asked nothing more until it does, and is dropped when it goes on like that. */
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
