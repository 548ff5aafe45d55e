/** The venue port over a FIX session. */
import {
  throttledCode,
  type CancelRequest,
  type SubmitAnswer,
  type Venue,
  type VenueCapabilities,
  type VenueExecutionRecord,
  type VenueListener,
  type VenueOrderRecord,
  type VenuePosition,
  type VenueReport,
} from '../../../engine/ports.ts';
import type { AbortSignalLike } from '../../../../shared/kernel/abortSignal.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { ClientOrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import { Dialect } from './application/dialect.ts';
import { defaultThrottleSigns, saysTooFast, tooFastIn, type ThrottleSigns } from './application/tooFast.ts';
import type { FixFact } from './application/fixFact.ts';
import { refusedReport } from './application/refusedReport.ts';
import { FixOrders } from './application/fixOrders.ts';
import { clientOrderIdOf } from './application/fixOrder.ts';
import { msgTypeOf, tags, valueOf, type Field, type FixMessage } from './codec/fixMessage.ts';
import { FirstConnection } from '../firstConnection.ts';
import { DiscrepancyWatch } from './discrepancyWatch.ts';
import { FixCalls } from './fixCalls.ts';
import { FixQueries } from './fixQueries.ts';
import { FixRequests, type Took } from './fixRequests.ts';
import { FixSession } from './fixSession.ts';
import type { FixVenueOptions } from './fixVenueOptions.ts';
import { MarketDataFeed, type MarketDataUpdates } from './marketData/marketDataFeed.ts';
import { replayOrders } from './replayOrders.ts';
import type { SessionSnapshot } from './session/sessionSnapshot.ts';
import { LostBefore } from './store/lostBefore.ts';
import type { MessagePage, MessageQuery } from './store/messagePages.ts';
import { msgTypes } from '../../../../shared/kernel/fixMessages.ts';

export class FixVenue implements Venue {
  readonly id: VenueId;
  readonly capabilities: VenueCapabilities;
  private readonly options: FixVenueOptions;
  private readonly session: FixSession;
  private readonly dialect: Dialect;
  private readonly orders: FixOrders;
  private readonly calls: FixCalls;
  private readonly requests: FixRequests;
  private readonly queries: FixQueries;
  private readonly discrepancies: DiscrepancyWatch;
  private readonly market: MarketDataFeed | undefined;
  private listener: VenueListener | undefined;
  private readonly first = new FirstConnection();
  private isSynced = false;

  constructor(options: FixVenueOptions) {
    const { id, capabilities, store, session: settings } = options;
    const { orderTypes, timesInForce, replace, cancelOnDisconnect = false, marketData } = capabilities;
    this.id = id;
    this.options = options;
    this.dialect = new Dialect(options.codes, options.tags, options.quoted);
    this.orders = new FixOrders(this.dialect);
    const lost = new LostBefore(store.lost, this.orders.read);
    // "Unknown" is only said of an order that never left, or that a gap fill replaced.
    this.capabilities = {
      orderTypes,
      timesInForce,
      replace,
      cancelOnDisconnect,
      unknownIsProof: true,
      positions: false,
      record: capabilities.massStatus ? 'answers' : 'messages',
    };
    this.session = new FixSession({
      ...options,
      settings: { ...settings, marketData: marketData !== undefined },
      logger: options.logger,
      credentials: options.credentials,
      heldWhy: options.heldWhy,
      listener: {
        onLoggedOn: () => this.onLoggedOn(),
        onEnded: (why) => this.onEnded(why),
        onMessage: (message) => this.hear(message),
        onReject: (message) => this.hear(message),
        onTestSent: (testId, seqNum) => this.tested(testId, seqNum),
        onTestAnswered: (testId) => this.testAnswered(testId),
        onCaughtUp: () => this.caughtUp(),
        onResent: (from) => {
          lost.askedFrom(this.session.epoch, from);
          this.calls.askAgain();
        },
        onSkipped: ({ epoch, seqNum }, from) => this.onSkipped(epoch, seqNum, from),
        onRefused: (message, why) => this.refused(this.session.epoch, message, why),
        onJumped: (from, to) => this.jumped(from, to),
        onLacking: (from, to) => this.lacks(from, to),
        onHeld: (why) => this.hold(why),
        onFault: (why) => options.onNotice({ id: `fault:${options.clock.now()}`, kind: 'fault', text: why }),
      },
    });
    this.calls = new FixCalls(this.session, options.scheduler);
    const { clock } = options;
    const { dialect, orders, calls } = this;
    const took: Took = (seqNum, msgType, body) => this.took(seqNum, msgType, body);
    this.queries = new FixQueries({ capabilities, dialect, orders, lost, calls, clock, took });
    const onReport = (report: VenueReport): void => this.listener?.onReport(report);
    const whyNoOrders = (): string | undefined => this.session.whyNoOrders;
    this.requests = new FixRequests({ dialect, orders, calls, clock, took, onReport, whyNoOrders });
    this.market = marketData && this.marketFeed(marketData);
    this.discrepancies = new DiscrepancyWatch(orders, options.scheduler, options.onNotice);
    // The engine asks for what it lacks, so only the notices among the facts count; each is raised once by its id.
    replayOrders(orders, store, settings.beginString, {
      onTaken: (epoch, message) => this.received(epoch, message).forEach((fact) => this.note(fact)),
      onRefused: (epoch, message, why) => this.refused(epoch, message, why),
      onAsked: (...asked) => lost.askedFrom(...asked),
    });
  }

  get connected(): boolean {
    return this.isSynced;
  }

  /** Why the session is not up, where that is known; undefined while it is. */
  get fault(): string | undefined {
    return this.isSynced ? undefined : this.session.snapshot().why;
  }

  connect(listener: VenueListener, timeoutMs: number): Promise<Result<void, Fault>> {
    invariant(this.listener === undefined, 'a venue is connected once');
    this.listener = listener;
    const connected = this.first.wait(this.options.scheduler, timeoutMs);
    this.session.open();
    if (this.options.heldWhy !== undefined) this.first.failed('before a person releases its session');
    return connected;
  }

  submit(...order: Parameters<Venue['submit']>): Promise<SubmitAnswer> {
    return this.requests.submit(...order);
  }

  cancel(request: CancelRequest, signal: AbortSignalLike): Promise<void> {
    return this.requests.cancel(request, signal);
  }

  replace(...request: Parameters<Venue['replace']>): Promise<void> {
    return this.requests.replace(...request);
  }

  queryOrder(clientOrderId: ClientOrderId, signal: AbortSignalLike): Promise<VenueOrderRecord | undefined> {
    return this.queries.queryOrder(clientOrderId, signal);
  }

  listOpenOrders(signal: AbortSignalLike): Promise<readonly VenueOrderRecord[]> {
    return this.queries.listOpenOrders(signal);
  }

  executions(
    filter: { readonly clientOrderId: ClientOrderId } | { readonly since: EpochMicros },
    signal: AbortSignalLike,
  ): Promise<readonly VenueExecutionRecord[]> {
    return this.queries.executions(filter, signal);
  }

  ping(signal: AbortSignalLike): Promise<void> {
    return this.calls.barrier(signal);
  }

  positions(): Promise<readonly VenuePosition[]> {
    return Promise.resolve([]);
  }

  /** Names of the venue's own tags for people, by number. */
  get tagNames(): Readonly<Record<string, string>> {
    return this.options.tagNames ?? {};
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

  /** Makes the next attempt to connect at once, where the session waits for it. */
  retry(): void {
    this.session.retry();
  }

  async close(): Promise<void> {
    this.first.failed('before it was closed');
    this.isSynced = false;
    this.calls.failAll('the venue was closed here');
    this.discrepancies.close();
    await this.session.close();
  }

  private onLoggedOn(): void {
    const logon = this.options.store.lastLogon();
    if (logon !== undefined) this.orders.loggedOn(this.session.epoch, logon);
    void this.synchronize();
  }

  /** Confirms the connection once every missing message has come. */
  private async synchronize(): Promise<void> {
    const synced = await this.calls.sync().then(
      () => true,
      () => false,
    );
    if (!synced) return;
    this.isSynced = true;
    this.calls.open();
    this.session.provedSound();
    this.options.onOver('held', 'the session is logged on');
    this.options.onOver('fault', 'the session is logged on');
    this.requests.sendWaiting();
    const { beginString, senderCompId, targetCompId } = this.options.session;
    this.listener?.onConnected(`${beginString} ${senderCompId} to ${targetCompId}`, this.session.mark);
    this.market?.subscribe();
    this.first.succeeded();
  }

  private get throttleSigns(): ThrottleSigns {
    return this.options.throttle ?? defaultThrottleSigns;
  }

  private onEnded(why: string): void {
    this.market?.end();
    const wasSynced = this.isSynced;
    this.isSynced = false;
    this.calls.failAll(why);
    if (saysTooFast(why, this.throttleSigns)) {
      this.session.calledTooFast();
      this.listener?.onThrottled(why);
    }
    if (wasSynced) this.listener?.onDisconnected(why);
  }

  private marketFeed(updates: MarketDataUpdates): MarketDataFeed {
    const { quoted = [], clock, logger, onNotice } = this.options;
    return new MarketDataFeed(
      { updates, instruments: quoted },
      {
        dialect: this.dialect,
        send: (body, onSent) => {
          this.session.send(msgTypes.marketDataRequest, body, { onSent, isWanted: () => true });
        },
        now: () => clock.now(),
        onTick: (tick) => this.listener?.onTick(tick),
        onRefused: (id, text) => onNotice({ id, kind: 'market_data', text }),
        logger,
      },
    );
  }

  private caughtUp(): void {
    this.calls.askAgain();
    this.options.onOver('lacking', 'the missing messages have come');
  }

  private lacks(from: number, to: number): void {
    const { id, onNotice, clock } = this.options;
    const text = `venue ${id} does not send again its messages ${from} to ${to}, which are missing here: executions may be among them, and what came after them is not read. No order and no amend leaves until they have come; cancels do`;
    onNotice({ id: `lacking:${clock.now()}`, kind: 'lacking', text });
  }

  private hold(why: string): void {
    const { id, onNotice, clock } = this.options;
    onNotice({
      id: `held:${clock.now()}`,
      kind: 'held',
      text: `the FIX session of venue ${id} is held: ${why}`,
    });
  }

  private took(seqNum: number, msgType: string, body: readonly Field[]): void {
    this.orders.sent(this.session.epoch, seqNum, { fields: [[tags.msgType, msgType], ...body] });
  }

  private hear(message: FixMessage): void {
    const tooFast = tooFastIn(message, this.throttleSigns);
    if (tooFast !== undefined) this.listener?.onThrottled(tooFast);
    const code = tooFast === undefined ? undefined : throttledCode;
    if (this.market?.hear(message) === true) return;
    const answered = this.orders.numberAnswered(this.session.epoch, message);
    if (answered !== undefined) this.session.answered(answered);
    this.calls.listGoesOn(valueOf(message, tags.massStatusReqId) ?? '');
    for (const fact of this.received(this.session.epoch, message)) {
      this.note(fact);
      if (fact.type === 'report') this.report(withCode(fact.report, code));
      else if (fact.type === 'listed') this.calls.listed(fact.listId, fact.why);
      else if (fact.type === 'unanswered') this.calls.answered(fact.clOrdId);
    }
    if (msgTypeOf(message) === msgTypes.executionReport) {
      this.calls.answered(valueOf(message, tags.clOrdId) ?? '');
    }
  }

  private received(epoch: number, message: FixMessage): readonly FixFact[] {
    const facts = this.orders.received(epoch, message);
    this.discrepancies.heard(message);
    return facts;
  }

  private report(report: VenueReport): void {
    this.listener?.onReport(report);
    const { clientOrderId, venueTime } = report;
    if (report.type === 'accepted') {
      this.calls.answer(clientOrderId, { type: 'accepted', venueOrderId: report.venueOrderId, venueTime });
    } else if (report.type === 'rejected') {
      const { code, reason } = report;
      this.calls.answer(clientOrderId, { type: 'rejected', code, reason, venueTime });
    }
  }

  private note(fact: FixFact): void {
    if (fact.type !== 'notice') return;
    const { type: _type, ...notice } = fact;
    this.options.onNotice(notice);
  }

  private refused(epoch: number, message: FixMessage, why: string): void {
    const notice = refusedReport(epoch, message, why);
    if (notice !== undefined) this.options.onNotice(notice);
  }

  private jumped(from: number, to: number): void {
    const text = `the venue set its next number from ${from} to ${to} by a SequenceReset: reports with the numbers between never come, and executions may be among them`;
    this.options.onNotice({ id: `jumped:${this.session.epoch}:${from}:${to}`, kind: 'jumped', text });
  }

  private tested(testId: string, seqNum: number): void {
    this.took(seqNum, msgTypes.testRequest, [[tags.testReqId, testId]]);
  }

  private testAnswered(testId: string): void {
    this.orders.testAnswered(this.session.epoch, testId);
    this.calls.testAnswered(testId);
  }

  private onSkipped(epoch: number, seqNum: number, askedFrom: number): void {
    const clOrdId = this.orders.skipped(epoch, seqNum, askedFrom);
    if (clOrdId === undefined) return;
    this.calls.skipped(clientOrderIdOf(clOrdId));
  }
}

/** The report with the engine's own code for a refusal, where there is one. */
function withCode(report: VenueReport, code: string | undefined): VenueReport {
  return code !== undefined && 'code' in report ? { ...report, code } : report;
}
