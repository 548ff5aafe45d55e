/** A venue whose every word a test writes, over a real socket. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { epochMicrosFromMillis } from '../../../../../shared/kernel/time.ts';
import { frame } from '../codec/encodeMessage.ts';
import { msgTypeOf, tags, valueOf, type BeginString, type Field } from '../codec/fixMessage.ts';
import { FrameReader } from '../codec/frameReader.ts';
import type { ParsedMessage } from '../codec/parseMessage.ts';
import { formatUtcTimestamp } from '../codec/utcTimestamp.ts';

const waitMsMax = 10_000;

export class ScriptedVenue {
  /** Everything that the desk sent on all connections. */
  readonly heard: ParsedMessage[] = [];
  /** Every text that it sent, in its order. */
  readonly said: string[] = [];
  connections = 0;
  beginString: BeginString = 'FIX.4.4';
  /** The venue's clock, in milliseconds since 1970. */
  now: () => number = Date.now;
  /** MsgSeqNum of the next message. */
  nextOut = 1;
  /** Whether Logon, TestRequest and Logout are answered by themselves. */
  isPolite = true;
  private readonly server: Server = createServer((socket) => this.take(socket));
  private socket: Socket | undefined;
  private isLeaving = false;
  private readonly checks = new Set<() => void>();

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  /** Sends a message under its next number, or under `seqNum`, which then counts for nothing. */
  say(msgType: string, body: readonly Field[] = [], seqNum?: number, header: readonly Field[] = []): void {
    if (msgType === '5') this.isLeaving = true;
    this.sayText(this.textOf(msgType, body, seqNum ?? this.nextOut++, header));
  }

  textOf(msgType: string, body: readonly Field[], seqNum: number, header: readonly Field[] = []): string {
    return frame(this.beginString, [
      [tags.msgType, msgType],
      [tags.senderCompId, 'VENUE'],
      [tags.targetCompId, 'DESK'],
      [tags.msgSeqNum, String(seqNum)],
      [tags.sendingTime, formatUtcTimestamp(epochMicrosFromMillis(this.now()))],
      ...header,
      ...body,
    ]);
  }

  sayText(text: string): void {
    this.said.push(text);
    this.socket?.write(text, 'latin1');
  }

  cut(): void {
    this.socket?.destroy();
  }

  /** The messages of the desk of one type. */
  of(msgType: string): readonly ParsedMessage[] {
    return this.heard.filter((message) => msgTypeOf(message) === msgType);
  }

  /** Resolves with the message of this type that is the `count`th. */
  async hears(msgType: string, count = 1): Promise<ParsedMessage> {
    await this.until(`${count} messages of type ${msgType}`, () => this.of(msgType).length >= count);
    const message = this.of(msgType)[count - 1];
    if (message === undefined) throw new Error(msgType);
    return message;
  }

  until(what: string, holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.checks.delete(check);
        reject(new Error(`waited in vain for ${what}; heard ${this.heard.map(msgTypeOf).join(' ')}`));
      }, waitMsMax);
      const check = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        this.checks.delete(check);
        resolve();
      };
      this.checks.add(check);
      check();
    });
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private take(socket: Socket): void {
    this.socket = socket;
    this.isLeaving = false;
    this.connections++;
    const reader = new FrameReader();
    socket.setEncoding('latin1');
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (text: string) => {
      for (const one of reader.push(text)) if (one.type === 'message') this.hear(one.message);
    });
    socket.on('close', () => this.check());
    this.check();
  }

  private hear(message: ParsedMessage): void {
    this.heard.push(message);
    const type = msgTypeOf(message);
    if (this.isPolite && type === 'A') {
      this.say('A', [
        [tags.encryptMethod, '0'],
        [tags.heartBtInt, '30'],
      ]);
    }
    if (this.isPolite && type === '1') {
      this.say('0', [[tags.testReqId, valueOf(message, tags.testReqId) ?? '']]);
    }
    if (this.isPolite && type === '5' && !this.isLeaving) this.say('5');
    this.check();
  }

  private check(): void {
    for (const check of this.checks) check();
  }
}
