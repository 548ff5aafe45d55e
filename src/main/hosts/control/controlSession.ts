/** One client of the control channel: requests in, replies out, within bounds. */
import type { Socket } from 'node:net';
import type { Api } from '../../../shared/contract/api.ts';
import {
  controlRequestLengthMax,
  type ControlReply,
  type ControlRequest,
} from '../../../shared/contract/control.ts';
import type { FaultView, Reply } from '../../../shared/contract/faults.ts';
import { LineReader } from '../../infra/text/lineReader.ts';
import { readControlLine, refusedLine } from '../../ipc/control/controlRequest.ts';

/** Requests of one client under way at once; each more is refused with `busy`. */
export const controlCallsInFlightMax = 64;
/** A client that asks nothing for so long is let go, so that forgotten ones keep no place. */
const idleMsMax = 60_000;
/** A client that leaves so much unread is dropped. */
const unreadBytesMax = 128 * 1024 * 1024;
/** When the channel closes, the calls under way get this long. */
const closeMsMax = 2_000;

export class ControlSession {
  private readonly socket: Socket;
  private readonly api: Api;
  private inFlight = 0;
  private ending = false;

  constructor(socket: Socket, api: Api, onClosed: () => void) {
    this.socket = socket;
    this.api = api;
    const reader = new LineReader(
      controlRequestLengthMax,
      (line) => this.take(line),
      () => this.say(refusedLine(`it is longer than ${controlRequestLengthMax} characters`)),
    );
    socket.setEncoding('utf8');
    socket.setTimeout(idleMsMax, () => {
      if (this.inFlight === 0) this.end();
    });
    socket.on('data', (text: string) => {
      if (!this.ending) reader.push(text);
    });
    socket.on('end', () => this.end());
    // A client may vanish at any time; `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', onClosed);
  }

  /** Says why nothing is answered here, and closes. */
  refuse(fault: FaultView): void {
    this.say({ id: '', reply: { ok: false, fault } });
    this.end();
  }

  /** For the end of the channel: waits for the calls under way, but not for ever. */
  close(): void {
    this.end();
    const giveUp = setTimeout(() => this.socket.destroy(), closeMsMax);
    this.socket.once('close', () => clearTimeout(giveUp));
  }

  /** Takes nothing more, and closes once the calls under way are answered. */
  private end(): void {
    this.ending = true;
    if (this.inFlight === 0) this.socket.end();
  }

  private take(line: string): void {
    const request = readControlLine(line);
    if (!request.ok) {
      this.say(request.error);
      return;
    }
    const { id } = request.value;
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
    const call = this.api[method] as (input: unknown) => Promise<Reply<unknown>>;
    return call(input);
  }

  private say(reply: ControlReply): void {
    if (this.socket.writable) this.socket.write(`${JSON.stringify(reply)}\n`);
    if (this.socket.writableLength > unreadBytesMax) this.socket.destroy();
  }
}
