/**
 * The venue's server: takes requests from sessions to the exchange, and sends answers and reports. All messages of one
 * turn of the event loop are sent after one commit of the record.
 */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { assertNever } from '../../../../../shared/kernel/invariant.ts';
import { throttledCode } from '../../../../engine/ports.ts';
import type { Rejection } from '../exchange/admitOrder.ts';
import type { Exchange, SubmitReply } from '../exchange/exchange.ts';
import type { FaultPlan } from '../faults/faultPlan.ts';
import { answerQuery } from '../exchange/queryAnswers.ts';
import {
  requestLineLengthMax,
  type ClientMessage,
  type ControlMessage,
  type SimCounts,
  type VenueMessage,
  type WireReport,
} from '../wire/protocol.ts';
import {
  isControl,
  parseClientMessage,
  type TradeMessage,
  type VenueComplaint,
} from './parseClientMessage.ts';
import { Session, type SessionOwner } from './session.ts';

/** Requests kept while the venue is frozen. A session that sends more is dropped. */
const frozenRequestsMax = 100_000;

/** How many clients may not have sent the token yet. With one more, the oldest of them is dropped. */
const strangersMax = 32;

/** A request about an order. */
export type TradeRequest = Extract<TradeMessage, { type: 'submit' | 'cancel' | 'replace' }>;

export interface SimServerParts {
  /** The token that a client must send first. Undefined where only the venue's own user can connect. */
  readonly token: string | undefined;
  readonly exchange: Exchange;
  readonly faults: FaultPlan;
  /** The current prices, for a new session. */
  readonly currentTicks: () => readonly VenueMessage[];
  /** Carries out a control message and gives the answer. */
  readonly control: (message: ControlMessage) => VenueMessage;
  /** Puts a client that greets on record, and gives the number of its session. */
  readonly onHello: (name: string, pid: number | undefined) => number;
  /** Called with each request about an order, before the request is looked at. */
  readonly onRequest: (session: number | undefined, request: TradeRequest) => void;
  /** Called when the record could not be committed. No message may be sent after that. */
  readonly onRecordFailure: (error: unknown) => void;
}

export class SimServer implements SessionOwner {
  readonly counts: Omit<SimCounts, keyof Exchange['counts']> = {
    badMessages: 0,
    lostRequests: 0,
    lostAnswers: 0,
    lostOutcomes: 0,
    delayedOutcomes: 0,
    injectedRejects: 0,
    duplicatedMessages: 0,
    injectedDisconnects: 0,
  };
  private readonly parts: SimServerParts;
  private readonly server: Server;
  private readonly sessions = new Set<Session>();
  /** Requests about orders in the present second. */
  private requests = { second: 0, count: 0 };
  private frozenRequests: { readonly session: Session; readonly message: TradeMessage }[] = [];
  /** Answers to control messages. They are sent at the end of the turn, after the reports that the messages led to. */
  private controlAnswers: { readonly session: Session; readonly line: string }[] = [];
  private readonly delayed = new Set<NodeJS.Timeout>();
  private turnOpen = false;
  private cutting = false;

  constructor(parts: SimServerParts) {
    this.parts = parts;
    this.server = createServer((socket) => {
      const session = new Session(socket, parts.faults, this);
      this.sessions.add(session);
      if (parts.token === undefined) session.admit();
      const strangers = [...this.sessions].filter(({ admitted }) => !admitted);
      if (strangers.length > strangersMax) strangers[0]?.destroy();
    });
  }

  get sessionCount(): number {
    return this.sessions.size;
  }

  /** Starts listening; rejects with the operating system's error. */
  listen(at: { readonly path: string } | { readonly host: string; readonly port: number }): Promise<Server> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(at, () => {
        this.server.off('error', reject);
        resolve(this.server);
      });
    });
  }

  close(): void {
    for (const timer of this.delayed) clearTimeout(timer);
    this.server.close();
    for (const session of this.sessions) session.destroy();
  }

  /**
   * Reports to every subscribed session what happened to an order. `outcome` is true when a cancel or replace waits for
   * it.
   */
  report(report: WireReport, outcome: boolean): void {
    if (outcome && this.parts.faults.strikes('loseOutcomes')) {
      this.counts.lostOutcomes++;
      return;
    }
    if (outcome && this.parts.faults.strikes('delayOutcomes')) {
      this.counts.delayedOutcomes++;
      this.later(() => this.broadcast(report, undefined), this.parts.faults.switches.outcomeDelayMs);
      return;
    }
    this.broadcast(report, undefined);
  }

  /** Sends a message about the market to every subscribed session. */
  tell(message: VenueMessage): void {
    const line = lineOf(message);
    for (const session of this.sessions) {
      if (session.subscribed) session.sayTick(line);
    }
    this.openTurn();
  }

  /** Cuts every subscribed session at the end of the turn. */
  cutSessions(): void {
    this.cutting = true;
  }

  /**
   * Plans the end of this turn, after the input that is already waiting: then the record is committed and all messages
   * are sent.
   */
  openTurn(): void {
    if (this.turnOpen) return;
    this.turnOpen = true;
    setImmediate(() => this.endTurn());
  }

  /** Handles the requests that came in while the venue was frozen. */
  thaw(): void {
    const requests = this.frozenRequests;
    this.frozenRequests = [];
    for (const { session, message } of requests) this.take(session, message);
    this.openTurn();
  }

  onLine(session: Session, line: string): void {
    const parsed = parseClientMessage(line, () => this.parts.exchange.now());
    if (!session.admitted) {
      if (!parsed.ok || !this.mayEnter(parsed.value)) {
        session.refuse(lineOf(noToken));
        return;
      }
      session.admit();
    }
    if (!parsed.ok) {
      this.complain(session, parsed.error);
      return;
    }
    const message = parsed.value;
    if (isControl(message)) {
      this.controlAnswers.push({ session, line: lineOf(this.parts.control(message)) });
      this.openTurn();
      return;
    }
    if (!this.parts.faults.switches.freeze) this.take(session, message);
    else if (this.frozenRequests.length < frozenRequestsMax) this.frozenRequests.push({ session, message });
    else session.destroy();
  }

  onOverlong(session: Session): void {
    if (!session.admitted) {
      session.refuse(lineOf(noToken));
      return;
    }
    const message = `a line is longer than ${requestLineLengthMax} characters`;
    this.complain(session, { type: 'error', code: 'line_too_long', message });
  }

  onClosed(session: Session): void {
    this.sessions.delete(session);
  }

  onDuplicated(): void {
    this.counts.duplicatedMessages++;
  }

  onInjectedDisconnect(): void {
    this.counts.injectedDisconnects++;
  }

  private mayEnter(message: ClientMessage): boolean {
    if (message.type !== 'hello') return false;
    const [shown, wanted] = [Buffer.from(message.token ?? ''), Buffer.from(this.parts.token ?? '')];
    return shown.length === wanted.length && timingSafeEqual(shown, wanted);
  }

  private take(session: Session, message: TradeMessage): void {
    this.openTurn();
    switch (message.type) {
      case 'hello':
        session.subscribed = message.subscribe;
        session.number = this.parts.onHello(message.name, message.pid);
        session.sayPlainly(
          lineOf({ type: 'welcome', id: message.id, detail: `simulated venue, ${message.name}` }),
        );
        if (message.subscribe) for (const tick of this.parts.currentTicks()) session.sayTick(lineOf(tick));
        return;
      case 'submit':
      case 'cancel':
      case 'replace':
        this.parts.onRequest(session.number, message);
        if (this.parts.faults.strikes('loseRequests')) this.counts.lostRequests++;
        else this.trade(session, message);
        return;
      case 'query':
      case 'openOrders':
      case 'executions':
      case 'positions':
      case 'ping':
        if (this.parts.faults.strikes('loseRequests')) this.counts.lostRequests++;
        else session.say(lineOf(answerQuery(this.parts.exchange, message)));
        return;
      default:
        assertNever(message);
    }
  }

  private trade(session: Session, message: TradeRequest): void {
    const { exchange, faults } = this.parts;
    const tooFast = this.tooFast();
    if (message.type === 'cancel') exchange.cancel(message, tooFast);
    else if (message.type === 'replace') exchange.replace(message, tooFast);
    else {
      const rejection = tooFast ?? (faults.strikes('reject') ? this.injected() : undefined);
      exchange.submit(message, rejection, (reply, first) => {
        if (rejection !== undefined && first) this.counts.injectedRejects++;
        if (faults.strikes('loseAnswers')) this.counts.lostAnswers++;
        else session.say(lineOf({ ...reply, id: message.id }));
        if (first) this.broadcast(reportOf(reply), session);
      });
    }
  }

  private injected(): Rejection {
    return { code: this.parts.faults.switches.rejectCode, reason: 'rejected by the fault switches' };
  }

  /** A request beyond those that the switches allow in a second, a refused one included. */
  private tooFast(): Rejection | undefined {
    const most = this.parts.faults.switches.requestsPerSecondMax;
    if (most === null) return undefined;
    const second = Math.floor(performance.now() / 1_000);
    this.requests = { second, count: second === this.requests.second ? this.requests.count + 1 : 1 };
    if (this.requests.count <= most) return undefined;
    return { code: throttledCode, reason: `too many requests: at most ${most} in a second` };
  }

  private later(task: () => void, delayMs: number): void {
    const timer = setTimeout(() => {
      this.delayed.delete(timer);
      task();
    }, delayMs);
    this.delayed.add(timer);
  }

  private broadcast(report: WireReport, except: Session | undefined): void {
    let line: string | undefined;
    for (const session of this.sessions) {
      if (!session.subscribed || session === except) continue;
      line ??= lineOf({ type: 'report', report });
      session.say(line);
    }
    this.openTurn();
  }

  private endTurn(): void {
    this.turnOpen = false;
    try {
      this.parts.exchange.commit();
    } catch (error) {
      this.parts.onRecordFailure(error);
      return;
    }
    if (!this.parts.faults.switches.freeze) {
      for (const session of this.sessions) session.endTurn();
    }
    for (const { session, line } of this.controlAnswers) session.sayNow(line);
    this.controlAnswers = [];
    if (!this.cutting) return;
    this.cutting = false;
    for (const session of this.sessions) if (session.subscribed) session.cut();
  }

  private complain(session: Session, message: VenueComplaint): void {
    this.counts.badMessages++;
    session.sayPlainly(lineOf(message));
    this.openTurn();
  }
}

const noToken: VenueMessage = {
  type: 'error',
  code: 'no_token',
  message: 'the first message must be a hello with the token of this venue',
};

function lineOf(message: VenueMessage): string {
  return `${JSON.stringify(message)}\n`;
}

function reportOf(reply: SubmitReply): WireReport {
  const { clientOrderId, venueTime } = reply;
  return reply.type === 'accepted'
    ? { kind: 'accepted', clientOrderId, venueOrderId: reply.venueOrderId, venueTime }
    : { kind: 'rejected', clientOrderId, code: reply.code, reason: reply.reason, venueTime };
}
