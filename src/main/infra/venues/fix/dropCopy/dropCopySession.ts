/**
 * A FIX session on which a venue sends copies of its execution reports. This side sends no application message on it.
 * The record of the session is the copy's memory: missing messages are asked for, and repeated ones are recognized.
 */
import type { VenueId } from '../../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../../shared/kernel/refusal.ts';
import type { Result } from '../../../../../shared/kernel/result.ts';
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { CopiedExecution } from '../../../../domain/order/dropCopy/copiedOrders.ts';
import type { Clock, DropCopy, DropCopyState } from '../../../../engine/ports.ts';
import type { Dialect } from '../application/dialect.ts';
import { refusedReport } from '../application/refusedReport.ts';
import { reportWords } from '../application/reportWords.ts';
import { tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';
import { parseMessage } from '../codec/parseMessage.ts';
import { FixSession } from '../fixSession.ts';
import type { FixNotice } from '../fixVenueOptions.ts';
import type { SessionSnapshot } from '../session/sessionSnapshot.ts';
import type { FixSessionOptions, SessionListener } from '../sessionPorts.ts';
import type { MessagePage, MessageQuery } from '../store/messagePages.ts';
import { copiedExecution } from './copiedExecution.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

export interface DropCopyOptions extends Omit<FixSessionOptions, 'listener' | 'heldWhy'> {
  readonly venue: VenueId;
  readonly graceMs: number;
  readonly downAfterMs: number;
  readonly dialect: Dialect;
  readonly clock: Clock;
  /** Called for a copy that can't be compared, and when the session needs a person. */
  readonly onNotice: (notice: FixNotice) => void;
  /** Called when the cause of notices of this kind has ended; `how` says in which way. */
  readonly onOver: (kind: FixNotice['kind'], how: string) => void;
}

export class DropCopySession implements DropCopy {
  readonly venue: VenueId;
  readonly graceMs: number;
  readonly downAfterMs: number;
  private readonly options: DropCopyOptions;
  private readonly session: FixSession;
  private onCopied: (copied: CopiedExecution) => void = () => undefined;
  private isWhole = false;
  private tests = 0;
  private closed: Promise<void> | undefined;

  constructor(options: DropCopyOptions) {
    const { venue, graceMs, downAfterMs } = options;
    this.venue = venue;
    this.graceMs = graceMs;
    this.downAfterMs = downAfterMs;
    this.options = options;
    this.session = new FixSession({ ...options, heldWhy: undefined, listener: this.listener() });
  }

  get beganAt(): EpochMicros | undefined {
    for (const { direction, time } of this.options.store.messages()) if (direction === 'in') return time;
    return undefined;
  }

  *told(): Iterable<CopiedExecution> {
    const { store, dialect } = this.options;
    for (const { direction, kind, msgType, time, raw } of store.messages()) {
      if (direction !== 'in' || kind !== 'taken' || msgType !== msgTypes.executionReport) continue;
      const parsed = parseMessage(raw);
      const copied = parsed.ok ? copiedExecution(parsed.value, dialect, time) : 'none';
      if (typeof copied === 'object') yield copied;
    }
  }

  open(listener: (copied: CopiedExecution) => void): void {
    this.onCopied = listener;
    this.session.open();
  }

  state(): DropCopyState {
    const { phase, why, lastIn } = this.session.snapshot();
    const connected = this.session.isUp && this.isWhole;
    const wanting = this.session.isUp ? 'what it has missed has not come yet' : why;
    return {
      connected,
      isClosed: phase === 'closed',
      ...(!connected && wanting !== undefined && { why: wanting }),
      ...(lastIn !== undefined && { heardAt: lastIn.time }),
    };
  }

  snapshot(): SessionSnapshot {
    return this.session.snapshot();
  }

  /** Messages of the session as they were on the wire, newest first. Throws SqliteError. */
  messages(query: MessageQuery): MessagePage {
    return this.options.store.page(query);
  }

  /** Lets a held session try again with its recorded numbers. Refusals: those of FixSession.release. */
  release(): Result<void, Refusal> {
    return this.session.release();
  }

  close(): Promise<void> {
    this.closed ??= this.session.close();
    return this.closed;
  }

  private listener(): SessionListener {
    return {
      onLoggedOn: () => this.test(),
      onEnded: () => void (this.isWhole = false),
      onMessage: (message) => this.hear(message),
      onReject: () => undefined,
      onTestSent: () => undefined,
      onTestAnswered: (testId) => this.testAnswered(testId),
      onCaughtUp: () => this.caughtUp(),
      onResent: () => this.test(),
      onSkipped: () => undefined,
      onRefused: (message, why) => {
        const notice = refusedReport(this.session.epoch, message, why);
        if (notice !== undefined) this.tell(notice.id, 'fact', notice.text);
      },
      onJumped: (from, to) =>
        this.tell(
          `jumped:${this.session.epoch}:${from}:${to}`,
          'jumped',
          `the venue set the next number of its drop copy from ${from} to ${to}: the copies with the numbers between never come`,
        ),
      onLacking: (from, to) => this.lacks(from, to),
      onHeld: (why) =>
        this.tellNow('held', `the session of the drop copy of venue ${this.venue} is held: ${why}`),
      onFault: (why) => this.tellNow('fault', `the drop copy of venue ${this.venue}: ${why}`),
    };
  }

  private lacks(from: number, to: number): void {
    this.isWhole = false;
    const missing = `venue ${this.venue} does not send again the messages ${from} to ${to} of its drop copy`;
    this.tellNow('lacking', `${missing}: until they have come, its executions are compared with nothing`);
  }

  private caughtUp(): void {
    this.options.onOver('lacking', 'the missing messages have come');
    this.test();
  }

  /** The answer counts in its turn: after all messages that were missing before it. */
  private testAnswered(testId: string): void {
    if (this.isWhole || testId !== this.testId) return;
    this.isWhole = true;
    this.session.provedSound();
    for (const kind of ['held', 'fault'] as const) this.options.onOver(kind, 'the session is logged on');
  }

  private get testId(): string {
    return `copy-${this.tests}`;
  }

  private test(): void {
    if (this.isWhole) return;
    this.tests++;
    this.session.test(this.testId);
  }

  private hear(message: FixMessage): void {
    const copied = copiedExecution(message, this.options.dialect, this.options.clock.now());
    if (copied === 'none') return;
    if (copied !== 'unreadable') return this.onCopied(copied);
    const order = valueOf(message, tags.clOrdId) ?? 'without an id';
    const text = `the drop copy tells an execution of order ${order} and does not say which, or not its values (${reportWords(message)}): it is compared with nothing`;
    this.tell(`unreadable:${order}:${valueOf(message, tags.execId) ?? ''}`, 'fact', text);
  }

  private tellNow(kind: FixNotice['kind'], text: string): void {
    this.tell(`${kind}:${this.options.clock.now()}`, kind, text);
  }

  private tell(id: string, kind: FixNotice['kind'], text: string): void {
    this.options.onNotice({ id, kind, text, session: 'drop_copy' });
  }
}
