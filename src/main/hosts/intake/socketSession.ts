/** One client of the WebSocket: a message in, an answer out, in order, within bounds. */
import type { WebSocket } from 'ws';
import { neverAborted } from '../../../shared/kernel/abortSignal.ts';
import type { Scheduler, Timer } from '../../engine/ports.ts';
import type { RateLimiter } from '../../engine/resilience/rateLimiter.ts';
import type { IntakeRecord } from '../../infra/intake/intakeRecord.ts';
import { wholeLine } from '../../infra/intake/lineSplitter.ts';
import { ndjsonRecord } from '../../infra/intake/ndjsonRecords.ts';
import { answerTo, type IntakeEngine } from '../feed/signalAnswer.ts';
import { takeInOrder } from '../feed/takeInOrder.ts';
import type { TakeOptions } from '../feed/takeRecord.ts';
import type { IntakeLimits } from './intakeLimits.ts';
import type { IntakeTally } from './intakeTally.ts';
import { SocketMessages } from './socketMessages.ts';

/** Unread bytes at which a client is dropped that sends pings and reads nothing. */
const unreadBytesMax = 1_048_576;
const goingAway = 1001;

export interface SocketOptions {
  readonly engine: IntakeEngine;
  readonly take: TakeOptions;
  /** The rate of this connection. A client that is too fast waits. */
  readonly limiter: RateLimiter;
  readonly limits: IntakeLimits;
  readonly tally: IntakeTally;
  readonly scheduler: Scheduler;
}

export class SocketSession {
  private readonly socket: WebSocket;
  private readonly options: SocketOptions;
  private readonly messages: SocketMessages;
  private readonly pings: Timer;
  /** Whether the client has given a sign of life, or taken an answer, since the last ping. */
  private isAlive = true;

  constructor(socket: WebSocket, options: SocketOptions) {
    const { scheduler, limits } = options;
    this.socket = socket;
    this.options = options;
    this.messages = new SocketMessages(socket);
    this.pings = scheduler.every(limits.pingMs, () => this.ping());
    const hear = (): void => void (this.isAlive = true);
    socket.on('message', hear).on('pong', hear);
    socket.on('ping', () => {
      hear();
      if (socket.bufferedAmount > unreadBytesMax) socket.terminate();
    });
    // A message that breaks the protocol or is too long ends the connection; `close` follows.
    socket.on('error', () => undefined);
  }

  /** Resolves when every signal that was taken has its answer, or the client is gone. */
  async run(): Promise<void> {
    const { engine, take, tally } = this.options;
    await takeInOrder(this.records(), take, async (taken) => {
      const answer = await answerTo(taken, engine.store);
      tally.count(answer);
      await this.say(JSON.stringify(answer));
    });
    this.pings.cancel();
    this.socket.close(goingAway, 'the intake is closing');
  }

  /** Takes no more messages. The socket closes once the taken ones are answered. */
  end(): void {
    this.messages.end();
  }

  drop(): void {
    this.socket.terminate();
  }

  private async *records(): AsyncGenerator<IntakeRecord, void, undefined> {
    let number = 0;
    for await (const message of this.messages) {
      const record = ndjsonRecord(wholeLine(message, ++number));
      if (record === undefined) continue;
      await this.options.limiter.take('order', neverAborted);
      yield record;
    }
  }

  /**
   * Resolves when the network has taken the answer, so that no further message is read from a client that does not
   * read.
   */
  private say(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.socket.send(text, () => {
        this.isAlive = true;
        resolve();
      });
    });
  }

  private ping(): void {
    const { socket } = this;
    // While the socket is not read, no pong arrives: such a client is dropped only when it does not read either.
    const waitsForUs = socket.isPaused && socket.bufferedAmount === 0;
    if (!this.isAlive && !waitsForUs) {
      socket.terminate();
      return;
    }
    this.isAlive = false;
    socket.ping();
  }
}
