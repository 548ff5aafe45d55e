/**
 * Drives a session: feeds the pure machine with what comes over the wire, timers and calls, and does what it decides.
 * Everything is committed to the store before it leaves and before it is handed on; many messages share one commit.
 */
import type { Clock, Logger, Scheduler, Timer } from '../../../engine/ports.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import { msgTypeOf, msgTypes, seqNumOf, tags, type Field, type FixMessage } from './codec/fixMessage.ts';
import { FrameReader } from './codec/frameReader.ts';
import { parseMessage, type ParsedMessage } from './codec/parseMessage.ts';
import type { StoredOutgoing } from './session/answerResend.ts';
import { decideSession, type SessionInput } from './session/decideSession.ts';
import { evolveSession } from './session/evolveSession.ts';
import { wireText } from './session/header.ts';
import { nextStart, windowAt, type SessionSchedule } from './session/sessionSchedule.ts';
import {
  initialSession,
  type OutgoingMessage,
  type SessionEvent,
  type SessionSettings,
  type SessionState,
} from './session/sessionState.ts';
import type { FixStore, KeptMessage, KeptNumbers, LoggedMessage } from './store/fixStore.ts';
import { redact } from './store/redact.ts';
import type { OpenWire, Wire } from './transport/fixConnection.ts';

export interface SessionListener {
  onLoggedOn(): void;
  /** The session or the attempt has ended. `wasUp`: it had been logged on. */
  onEnded(why: string, wasUp: boolean): void;
  /** A message of the application, after it is on disk. */
  onMessage(message: ParsedMessage): void;
  onReject(message: ParsedMessage): void;
  /** A TestRequest is on disk, and leaves now. */
  onTestSent(id: string, seqNum: number): void;
  onTestAnswered(id: string): void;
  /** What was asked for again has come. */
  onCaughtUp(): void;
  /** The venue asked for this message again, and a gap fill took its place: the venue never takes it. */
  onSkipped(message: KeptMessage): void;
  /** Trading over this session has stopped until a person does something. */
  onHeld(why: string): void;
  /** Nothing can be recorded, so nothing is sent. */
  onFault(why: string): void;
}

export interface FixSessionOptions {
  readonly settings: SessionSettings;
  readonly schedule: SessionSchedule | undefined;
  readonly store: FixStore;
  readonly openWire: OpenWire;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger | undefined;
  readonly listener: SessionListener;
}

/** A message that waits to be sent, or was. */
export interface Outgoing {
  readonly msgType: string;
  readonly body: readonly Field[];
  /** Undefined until the message has its number. */
  seqNum: number | undefined;
  /** The operating system has the message, so it may have reached the venue. */
  sent: boolean;
  /** Taken back before it had a number. */
  withdrawn: boolean;
  readonly onSent: (seqNum: number) => void;
}

const backoffFirstMs = 200;
const backoffMsMax = 30_000;
const tickMs = 200;
/** An order that is older than this, or left on another connection, is stale: it is never sent again. */
export const resendAgeMicrosMax = 5_000_000;

const neverAgain: ReadonlySet<string> = new Set([
  msgTypes.newOrderSingle,
  msgTypes.orderCancelReplaceRequest,
]);

export class FixSession {
  private readonly options: FixSessionOptions;
  private state: SessionState;
  private kept: KeptNumbers;
  private wire: Wire | undefined;
  private reader = new FrameReader();
  private events: SessionEvent[] = [];
  private log: LoggedMessage[] = [];
  private outgoing: Outgoing[] = [];
  private readonly numbered = new Map<number, Outgoing>();
  private isFlushing = false;
  private flushWaits = false;
  private left = 0;
  private wasUp = false;
  private isFailing = false;
  private connectedAt: EpochMicros | undefined;
  private backoffMs = backoffFirstMs;
  private retry: Timer | undefined;
  private ticker: Timer | undefined;
  private closed = false;
  private held: string | undefined;
  private onClosed: (() => void) | undefined;

  constructor(options: FixSessionOptions) {
    this.options = options;
    this.kept = options.store.numbers();
    this.state = initialSession(this.kept);
  }

  get isUp(): boolean {
    return this.state.status === 'logged_on';
  }

  /** The present epoch of sequence numbers: an order of an earlier one can't be asked for again. */
  get epoch(): number {
    return this.kept.epoch;
  }

  open(): void {
    this.ticker = this.options.scheduler.every(tickMs, () => this.tick());
    this.attempt();
  }

  /** Queues a message of the application; it gets its number with the next commit. */
  send(msgType: string, body: readonly Field[], onSent: (seqNum: number) => void): Outgoing {
    const outgoing: Outgoing = { msgType, body, seqNum: undefined, sent: false, withdrawn: false, onSent };
    this.outgoing.push(outgoing);
    this.flushSoon();
    return outgoing;
  }

  test(id: string): void {
    this.input({ type: 'test', id });
  }

  /** The session works: after its end the next attempt follows quickly. */
  provedSound(): void {
    this.backoffMs = backoffFirstMs;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.retry?.cancel();
    this.ticker?.cancel();
    if (this.state.status === 'disconnected') {
      this.wire?.end();
      this.wire = undefined;
    } else {
      const { scheduler } = this.options;
      const ended = new Promise<void>((resolve) => (this.onClosed = resolve));
      this.ticker = scheduler.every(tickMs, () => this.input({ type: 'tick' }));
      this.input({ type: 'logout', why: 'the desk stops' });
      await ended;
      this.ticker.cancel();
    }
    this.options.store.close();
  }

  private tick(): void {
    const { schedule, clock } = this.options;
    if (schedule !== undefined && this.wire !== undefined) {
      const window = windowAt(schedule, clock.now());
      if (this.isUp && (window === undefined || window.start !== this.kept.windowStart)) {
        this.input({ type: 'logout', why: 'the session of the schedule is over' });
      }
    }
    if (this.state.status !== 'disconnected') this.input({ type: 'tick' });
  }

  private attempt(): void {
    if (this.closed || this.wire !== undefined || this.held !== undefined) return;
    const waitMs = this.waitForSchedule();
    if (waitMs !== undefined) {
      this.retry = this.options.scheduler.after(waitMs, () => this.attempt());
      return;
    }
    this.reader = new FrameReader();
    const wire = this.options.openWire({
      onOpen: () => {
        if (this.wire === wire) this.input({ type: 'connected' });
      },
      // What comes after the session has ended belongs to no session.
      onText: (text) => {
        if (this.wire === wire) this.onText(text);
      },
      onLost: (reason) => this.lost(wire, reason),
    });
    this.wire = wire;
  }

  /** Milliseconds until the schedule allows a session; undefined where it does now. Begins the numbers of a new one. */
  private waitForSchedule(): number | undefined {
    const { schedule, clock } = this.options;
    if (schedule === undefined) return undefined;
    const now = clock.now();
    const window = windowAt(schedule, now);
    if (window === undefined) {
      const next = nextStart(schedule, now);
      // The clock may be set meanwhile, so nobody sleeps through a whole night.
      return Math.min(60_000, next === undefined ? 60_000 : Math.ceil((next - now) / 1_000));
    }
    if (window.start !== this.kept.windowStart) {
      const isFirst = this.kept.windowStart === 0;
      const fresh = isFirst ? this.kept : { epoch: this.kept.epoch + 1, nextOut: 1, nextIn: 1 };
      this.kept = { ...fresh, windowStart: window.start };
      this.state = initialSession(this.kept);
    }
    return undefined;
  }

  private onText(text: string): void {
    for (const frame of this.reader.push(text)) {
      if (frame.type === 'garbled') {
        this.logIn('garbled', undefined, frame.text.slice(0, 4_096));
        this.input({ type: 'garbled', why: frame.why });
        continue;
      }
      const { message } = frame;
      const before = this.state.nextIn;
      const at = this.log.length;
      this.logIn('ignored', message, message.raw);
      this.input({ type: 'received', message });
      const entry = this.log[at];
      if (this.state.nextIn !== before && entry !== undefined) this.log[at] = { ...entry, kind: 'taken' };
    }
  }

  private logIn(kind: 'ignored' | 'garbled', message: ParsedMessage | undefined, raw: string): void {
    this.log.push({
      direction: 'in',
      kind,
      epoch: this.kept.epoch,
      seqNum: message === undefined ? 0 : (seqNumOf(message) ?? 0),
      msgType: message === undefined ? '' : msgTypeOf(message),
      time: this.options.clock.now(),
      raw: redact(raw),
    });
  }

  private input(input: SessionInput): void {
    const { clock, settings } = this.options;
    const at = { now: clock.now(), ms: clock.monotonicMs() };
    for (const event of decideSession(this.state, input, at, settings)) this.apply(event);
    if (this.events.length > 0 || this.log.length > 0) this.flushSoon();
  }

  private apply(event: SessionEvent): void {
    this.state = evolveSession(this.state, event);
    const { nextOut, nextIn } = this.state;
    const epoch = event.type === 'NumbersReset' ? this.kept.epoch + 1 : this.kept.epoch;
    this.kept = { ...this.kept, epoch, nextOut, nextIn };
    this.events.push(event);
  }

  private answerResend(from: number, to: number): void {
    const kept = this.options.store.sent(this.kept.epoch, from, to);
    const stored = kept.flatMap((message) => this.storedOf(message));
    for (const [index, { stale, msgType }] of stored.entries()) {
      const message = kept[index];
      if (stale && neverAgain.has(msgType) && message !== undefined) this.options.listener.onSkipped(message);
    }
    this.input({ type: 'resend', from, to, stored });
  }

  private storedOf(message: KeptMessage): StoredOutgoing[] {
    const parsed = parseMessage(message.raw);
    if (!parsed.ok) return [];
    const body = bodyOf(parsed.value);
    const { seqNum, msgType, time } = message;
    const isYoung = this.options.clock.now() - time <= resendAgeMicrosMax;
    const isOfThisConnection = this.connectedAt !== undefined && time >= this.connectedAt;
    const stale = message.kind === 'unsent' || (neverAgain.has(msgType) && !(isYoung && isOfThisConnection));
    return [{ seqNum, msgType, body, sendingTime: time, stale }];
  }

  private flushSoon(): void {
    if (this.flushWaits) return;
    this.flushWaits = true;
    this.options.scheduler.soon(() => this.flush());
  }

  /** Numbers what waits, commits all of it, and only then lets it leave. */
  private flush(): void {
    this.flushWaits = false;
    if (this.isFlushing) return;
    this.isFlushing = true;
    try {
      this.numberOutgoing();
      const events = this.events;
      const messages = events.map((event) => this.loggedOf(event));
      const incoming = this.log;
      const rows = [...incoming, ...messages.filter((message) => message !== undefined)];
      this.events = [];
      this.log = [];
      if (events.length === 0 && rows.length === 0) return;
      const positions = this.options.store.commit(rows, this.kept, this.left);
      this.isFailing = false;
      this.perform(events, messages, positions.slice(incoming.length));
    } catch (error) {
      this.storeFailed(error);
    } finally {
      this.isFlushing = false;
    }
    if (this.events.length > 0 || this.log.length > 0 || this.outgoing.length > 0) this.flushSoon();
  }

  private numberOutgoing(): void {
    const waiting = this.outgoing.filter(({ withdrawn }) => !withdrawn);
    this.outgoing = [];
    for (const outgoing of waiting) {
      if (!this.isUp) continue;
      outgoing.seqNum = this.state.nextOut;
      this.numbered.set(outgoing.seqNum, outgoing);
      this.input({ type: 'send', msgType: outgoing.msgType, body: outgoing.body });
    }
  }

  private loggedOf(event: SessionEvent): LoggedMessage | undefined {
    const kinds = { Sent: 'sent', SentAgain: 'again', GapFilled: 'fill' } as const;
    if (event.type !== 'Sent' && event.type !== 'SentAgain' && event.type !== 'GapFilled') return undefined;
    const { seqNum, msgType, sendingTime } = event.message;
    const raw = this.wireOf(event);
    const kind = kinds[event.type];
    return { direction: 'out', kind, epoch: this.kept.epoch, seqNum, msgType, time: sendingTime, raw };
  }

  private wireOf(event: Extract<SessionEvent, { type: 'Sent' | 'SentAgain' | 'GapFilled' }>): string {
    const { settings } = this.options;
    if (event.type === 'Sent') return wireText(event.message, undefined, settings);
    const originalTime = event.type === 'SentAgain' ? event.originalTime : event.message.sendingTime;
    return wireText(event.message, { originalTime }, settings);
  }

  private perform(
    events: readonly SessionEvent[],
    messages: readonly (LoggedMessage | undefined)[],
    positions: readonly number[],
  ): void {
    const text = messages.map((message) => message?.raw ?? '').join('');
    if (text !== '' && this.wire !== undefined) {
      this.wire.write(text);
      this.left = positions.at(-1) ?? this.left;
      for (const event of events) if (event.type === 'Sent') this.tellSent(event.message.seqNum);
    } else if (text !== '') this.options.store.markUnsent(positions);
    for (const event of events) this.tell(event);
  }

  private tellSent(seqNum: number): void {
    const outgoing = this.numbered.get(seqNum);
    if (outgoing === undefined) return;
    this.numbered.delete(seqNum);
    outgoing.sent = true;
    outgoing.onSent(seqNum);
  }

  private tell(event: SessionEvent): void {
    const { listener, logger, clock } = this.options;
    switch (event.type) {
      case 'LogonSent':
        this.connectedAt = clock.now();
        break;
      case 'Sent':
        this.tellTest(event.message);
        break;
      case 'LoggedOn':
        this.wasUp = true;
        listener.onLoggedOn();
        break;
      case 'Delivered':
        listener.onMessage(event.message);
        break;
      case 'RejectReceived':
        listener.onReject(event.message);
        break;
      case 'TestAnswered':
        listener.onTestAnswered(event.id);
        break;
      case 'CaughtUp':
        listener.onCaughtUp();
        break;
      case 'ResendAsked':
        this.answerResend(event.from, event.to);
        break;
      case 'Warned':
        logger?.log('warn', 'FIX session', { why: event.why });
        break;
      case 'NumbersDisputed':
        this.held = event.why;
        listener.onHeld(event.why);
        break;
      case 'Ended':
        this.ended(event.why);
        break;
      default:
    }
  }

  private tellTest({ msgType, body, seqNum }: OutgoingMessage): void {
    const [id] = body;
    if (msgType === msgTypes.testRequest && id !== undefined) this.options.listener.onTestSent(id[1], seqNum);
  }

  /** The connection is gone; what the machine has decided since then can't leave. */
  private lost(wire: Wire, reason: string): void {
    if (this.wire !== wire) return;
    this.wire = undefined;
    if (this.state.status === 'disconnected') this.ended(reason);
    else this.input({ type: 'disconnected', why: reason });
  }

  private ended(why: string): void {
    const { listener, scheduler } = this.options;
    const { wire, wasUp } = this;
    this.wire = undefined;
    this.wasUp = false;
    this.connectedAt = undefined;
    this.outgoing = [];
    this.numbered.clear();
    wire?.end();
    listener.onEnded(why, wasUp);
    this.onClosed?.();
    if (this.closed) return;
    this.retry = scheduler.after(this.backoffMs, () => this.attempt());
    this.backoffMs = Math.min(this.backoffMs * 2, backoffMsMax);
  }

  /** Nothing may leave that is not recorded. So the session ends, and begins again from what the store has. */
  private storeFailed(error: unknown): void {
    const why = `the record of the session can not be written: ${error instanceof Error ? error.message : String(error)}`;
    this.options.logger?.log('error', 'FIX session', { why });
    this.events = [];
    this.log = [];
    try {
      this.kept = this.options.store.numbers();
    } catch {
      // Nobody knows the next numbers, so nobody logs on with other ones.
      this.held = why;
    }
    this.state = initialSession(this.kept);
    // One outage is told once, however often it is met.
    if (!this.isFailing) this.options.listener.onFault(why);
    this.isFailing = true;
    this.ended(why);
  }
}

/** Fields of the header and of a repetition; what is left is the body. */
const ownTags: ReadonlySet<number> = new Set([
  tags.msgType,
  tags.senderCompId,
  tags.targetCompId,
  tags.msgSeqNum,
  tags.possDupFlag,
  tags.sendingTime,
  tags.origSendingTime,
]);

export function bodyOf({ fields }: FixMessage): readonly Field[] {
  return fields.filter(([tag]) => !ownTags.has(tag));
}
