/**
 * Drives a session: it feeds the pure machine with messages, timers and calls, and carries out its decisions.
 * Everything is committed to the store before it leaves and before it is handed on; many messages share one commit.
 */
import type { SessionMark } from '../../../domain/venue/sessionMark.ts';
import type { Timer } from '../../../engine/ports.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { Field } from './codec/fixMessage.ts';
import { FrameReader } from './codec/frameReader.ts';
import { Departures } from './departures.ts';
import { Dialer } from './dialer.ts';
import { Login } from './login.ts';
import { OutgoingQueue, type Outgoing } from './outgoingQueue.ts';
import { ResendPace } from './resendPace.ts';
import { decideSession, type SessionInput } from './session/decideSession.ts';
import { evolveSession } from './session/evolveSession.ts';
import { windowAt, type SessionWindow } from './session/sessionSchedule.ts';
import { hoursOf, phaseOf, type SessionPhase, type SessionSnapshot } from './session/sessionSnapshot.ts';
import { initialSession, type SessionEvent, type SessionState } from './session/sessionState.ts';
import { isNeverSentAgain, storedOutgoing } from './session/storedOutgoing.ts';
import { SessionJournal, type Committed } from './sessionJournal.ts';
import type { FixSessionOptions } from './sessionPorts.ts';
import { RecordTakenError } from './store/sessionRecord.ts';
import { tellOthers } from './tellOthers.ts';
import type { Wire } from './transport/fixConnection.ts';
import { msgUseOf } from '../../../../shared/kernel/fixMessages.ts';

const tickMs = 200;
/** Milliseconds in which the venue has to send missing messages again. */
const lackingMsMax = 5_000;
/** Milliseconds between two looks at the free room in the record. */
const roomLookMs = 1_000;

export class FixSession {
  private readonly options: FixSessionOptions;
  private state: SessionState;
  private readonly journal: SessionJournal;
  private wire: Wire | undefined;
  private reader = new FrameReader();
  private readonly outgoing = new OutgoingQueue();
  private flushing: 'idle' | 'due' | 'running' = 'idle';
  private wasUp = false;
  private isFailing = false;
  private room = { isShort: false, lookMs: 0 };
  private readonly departures: Departures;
  private readonly pace: ResendPace;
  /** Present while messages of the venue are missing. */
  private gap: { readonly sinceMs: number; isTold: boolean } | undefined;
  private ticker: Timer | undefined;
  private closed = false;
  private readonly dialer: Dialer;
  private endedWhy: string | undefined;
  private readonly login: Login;
  private onClosed: (() => void) | undefined;

  constructor(options: FixSessionOptions) {
    this.options = options;
    this.journal = new SessionJournal(options.store, options.settings, options.clock);
    this.departures = new Departures(options.clock);
    this.pace = new ResendPace(options.clock, options.scheduler, (from, to) => this.answerResend(from, to));
    this.login = new Login(options.credentials);
    this.state = initialSession(this.journal.numbers);
    this.dialer = new Dialer({ ...options, dial: (window) => this.dial(window) });
  }

  get isUp(): boolean {
    return this.state.status === 'logged_on';
  }

  /** The present epoch of sequence numbers: nobody can ask about an order of an earlier one. */
  get epoch(): number {
    return this.journal.numbers.epoch;
  }

  get mark(): SessionMark {
    const { epoch, nextOut, nextIn } = this.options.store.shared?.sure ?? this.journal.numbers;
    return { epoch, nextOut, nextIn };
  }

  open(): void {
    const { heldWhy, listener } = this.options;
    if (heldWhy !== undefined) {
      this.dialer.hold(heldWhy);
      listener.onHeld(heldWhy);
    }
    this.options.store.shared?.listen(() => this.flushSoon());
    this.ticker = this.options.scheduler.every(tickMs, () => this.tick());
    this.dialer.now();
  }

  /** Whether the venue has failed to send missing messages for so long that a notice says so. */
  private get isLacking(): boolean {
    return this.missing !== undefined && this.gap?.isTold === true;
  }

  /** Why no order and no amend may leave; undefined while they may. */
  get whyNoOrders(): string | undefined {
    if (this.room.isShort) return noRoom;
    const { shared } = this.options.store;
    if (shared?.fault !== undefined) return shared.fault;
    return this.isLacking
      ? 'messages of the venue are missing that it does not send again: executions may be among them'
      : undefined;
  }

  private get missing(): { readonly from: number; readonly to: number } | undefined {
    return 'resend' in this.state ? this.state.resend : undefined;
  }

  /** Queues a message of the application; it gets its number with the next commit. */
  send(msgType: string, body: readonly Field[], hooks: Pick<Outgoing, 'onSent' | 'isWanted'>): Outgoing {
    const outgoing = this.outgoing.add(msgType, body, hooks);
    this.flushSoon();
    return outgoing;
  }

  test(id: string): void {
    this.input({ type: 'test', id });
  }

  /** Called when the venue has answered this message: it is never sent again, whatever the venue asks for. */
  answered(seqNum: number): void {
    this.departures.answered(seqNum);
  }

  provedSound(): void {
    this.dialer.provedSound();
  }

  /** Called when the venue has ended the session because it was called too fast. */
  calledTooFast(): void {
    this.dialer.tooFast();
  }

  snapshot(): SessionSnapshot {
    const { schedule, clock } = this.options;
    const { state, endedWhy } = this;
    const now = clock.now();
    const isConnecting = this.wire !== undefined;
    return {
      ...phaseOf({ state, held: this.dialer.held, isConnecting, endedWhy, schedule, now }),
      nextOut: state.nextOut,
      nextIn: state.nextIn,
      lastOut: this.journal.last.out,
      lastIn: this.journal.last.in,
      hours: schedule && hoursOf(schedule, now),
    };
  }

  /**
   * Tries again after the session was held, with the recorded numbers. Where the two sides still disagree, the session
   * is held again. Refusals: `session_not_held`, `fix_record_unreadable`.
   */
  release(): Result<void, Refusal> {
    if (this.dialer.held === undefined) return err(notHeld(this.snapshot().phase));
    try {
      this.journal.reload();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return err({
        code: 'fix_record_unreadable',
        message: `the record of the session can not be read: ${why}`,
      });
    }
    this.state = initialSession(this.journal.numbers);
    this.dialer.release();
    return ok();
  }

  /** Makes the next attempt at once, where the session waits for it. */
  retry(): void {
    if (this.wire === undefined) this.dialer.now();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.dialer.close();
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
    await this.options.store.shared?.handOver();
    this.options.store.close();
  }

  private tick(): void {
    const { schedule, clock } = this.options;
    if (schedule !== undefined && this.wire !== undefined) {
      const window = windowAt(schedule, clock.now());
      if (this.isUp && (window === undefined || window.start !== this.journal.numbers.windowStart)) {
        this.input({ type: 'logout', why: 'the session of the schedule is over' });
      }
    }
    if (this.state.status !== 'disconnected') this.input({ type: 'tick' });
    this.watchGap();
    this.watchRoom();
  }

  /** Reserves the remaining room for cancels and the session itself. */
  private watchRoom(): void {
    const { clock, store, listener } = this.options;
    const { isShort: wasShort, lookMs } = this.room;
    const now = clock.monotonicMs();
    if (now < lookMs) return;
    const isShort = !store.keepRoom();
    this.room = { isShort, lookMs: now + roomLookMs };
    if (isShort && !wasShort) listener.onFault(noRoom);
  }

  private watchGap(): void {
    const { missing } = this;
    const now = this.options.clock.monotonicMs();
    this.gap = missing && (this.gap ?? { sinceMs: now, isTold: false });
    if (missing === undefined || this.gap === undefined) return;
    if (this.gap.isTold || now - this.gap.sinceMs < lackingMsMax) return;
    this.gap.isTold = true;
    this.options.listener.onLacking(missing.from, missing.to);
  }

  private dial(window: SessionWindow | undefined): void {
    if (this.wire !== undefined) return;
    if (window !== undefined && window.start !== this.journal.numbers.windowStart) {
      this.journal.beginWindow(window.start);
      this.state = initialSession(this.journal.numbers);
    }
    this.reader = new FrameReader();
    const wire = this.options.openWire({
      onOpen: () => {
        if (this.wire === wire) this.logOn(wire);
      },
      // Text that comes after the session has ended belongs to no session.
      onText: (text) => {
        if (this.wire === wire) this.onText(text);
      },
      onLost: (reason) => this.lost(wire, reason),
    });
    this.wire = wire;
  }

  private logOn(wire: Wire): void {
    const fields = this.login.fields();
    if (fields.ok) {
      this.input({ type: 'connected', credentials: fields.value });
      return;
    }
    wire.end();
    this.lost(wire, fields.error.message);
  }

  private onText(text: string): void {
    for (const read of this.reader.push(text)) {
      const frame = this.login.hidden(read, this.isUp);
      const before = this.state.nextIn;
      const taken = this.journal.heard(frame);
      if (frame.type === 'garbled') {
        this.input({ type: 'garbled', why: frame.why });
        continue;
      }
      this.input({ type: 'received', message: frame.message });
      if (this.state.nextIn !== before) taken();
    }
  }

  private input(input: SessionInput): void {
    const { clock, settings } = this.options;
    const at = { now: clock.now(), ms: clock.monotonicMs() };
    for (const event of decideSession(this.state, input, at, settings)) {
      this.state = evolveSession(this.state, event);
      this.journal.happened(event, this.state);
    }
    if (!this.journal.isEmpty) this.flushSoon();
  }

  private answerResend(from: number, to: number): void {
    const { store, listener } = this.options;
    const kept = store.sent(this.epoch, from, to);
    const at = this.departures.now();
    for (const message of kept) if (isNeverSentAgain(message, at)) listener.onSkipped(message, from);
    this.input({ type: 'resend', from, to, stored: kept.flatMap((message) => storedOutgoing(message, at)) });
    listener.onResent(from);
    // A message that is sent again must leave before it grows old.
    this.flush();
  }

  private flushSoon(): void {
    // A flush that runs goes on until nothing waits.
    if (this.flushing !== 'idle') return;
    this.flushing = 'due';
    this.options.scheduler.soon(() => this.flush());
  }

  private flush(): void {
    if (this.flushing === 'running') return;
    this.flushing = 'running';
    do this.flushOnce();
    while (!this.journal.isEmpty || this.outgoing.has(this.mayLeave));
    this.flushing = 'idle';
  }

  /** What adds risk waits while the record elsewhere does not have what left before. */
  private readonly mayLeave = (msgType: string): boolean =>
    this.options.store.shared?.isBusy !== true || msgUseOf(msgType) !== 'order';

  /** Numbers the waiting messages, commits them, and only then lets them leave. */
  private flushOnce(): void {
    try {
      this.numberOutgoing();
      const committed = this.journal.commit();
      if (committed === undefined) return;
      this.isFailing = false;
      this.perform(committed);
    } catch (error) {
      this.storeFailed(error);
    }
  }

  private numberOutgoing(): void {
    for (const outgoing of this.outgoing.take(this.mayLeave)) {
      if (!this.isUp || !outgoing.isWanted()) continue;
      this.outgoing.number(outgoing, this.state.nextOut);
      this.input({ type: 'send', msgType: outgoing.msgType, body: outgoing.body });
    }
  }

  /** Lets the text of recorded messages leave, and tells of the events. */
  private perform({ events, text, positions }: Committed): void {
    if (text !== '' && this.wire?.write(text) === true) {
      for (const event of events) {
        if (event.type !== 'Sent') continue;
        this.departures.left(event.message);
        this.outgoing.left(event.message.seqNum);
      }
    } else if (text !== '') this.options.store.markUnsent(positions);
    for (const event of events) this.tell(event);
  }

  private tell(event: SessionEvent): void {
    const { listener, logger } = this.options;
    switch (event.type) {
      case 'ResendAsked':
        this.pace.asked(event.from, event.to);
        break;
      case 'NumbersDisputed':
        this.dialer.hold(event.why);
        listener.onHeld(event.why);
        break;
      case 'Ended':
        this.ended(event.why);
        break;
      case 'LoggedOn':
        this.wasUp = true;
        tellOthers(event, listener, logger);
        break;
      default:
        tellOthers(event, listener, logger);
    }
  }

  /** Called when the connection is gone: what the machine has decided since can't leave. */
  private lost(wire: Wire, reason: string): void {
    if (this.wire !== wire) return;
    this.wire = undefined;
    if (this.state.status === 'disconnected') this.ended(reason);
    else this.input({ type: 'disconnected', why: reason });
  }

  private ended(why: string): void {
    const { listener } = this.options;
    const { wire, wasUp } = this;
    this.wire = undefined;
    this.endedWhy = why;
    this.wasUp = false;
    this.departures.clear();
    this.pace.clear();
    this.outgoing.clear();
    wire?.end();
    listener.onEnded(why, wasUp);
    this.onClosed?.();
    this.dialer.later();
  }

  /** Nothing may leave without being recorded. So the session ends, and begins again from the store. */
  private storeFailed(error: unknown): void {
    const why = `the record of the session can not be written: ${error instanceof Error ? error.message : String(error)}`;
    this.options.logger?.log('error', 'FIX session', { why });
    const { listener } = this.options;
    try {
      if (error instanceof RecordTakenError) throw error;
      this.journal.reload();
      // An outage is reported once, however often it is met.
      if (!this.isFailing) listener.onFault(why);
      this.isFailing = true;
    } catch (unread) {
      // Nobody knows the next numbers, or they are another engine's, so no Logon is sent.
      const held =
        unread instanceof RecordTakenError
          ? unread.message
          : `${why}; nor can its numbers be read: mend the disk, then release the session`;
      this.dialer.hold(held);
      listener.onHeld(held);
    }
    this.state = initialSession(this.journal.numbers);
    this.ended(why);
  }
}

const noRoom =
  'the disk has no more room for the record of the session: what is left is for cancels, and no order and no amend leaves';

function notHeld(phase: SessionPhase): Refusal {
  const message = `the FIX session is not held: it is ${phase.replace('_', ' ')}`;
  return { code: 'session_not_held', message, field: 'phase', actual: phase, expected: 'held' };
}
