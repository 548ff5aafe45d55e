/** The venue port over a FIX session. */
import type {
  CancelRequest,
  Clock,
  Logger,
  ReplaceRequest,
  Scheduler,
  SubmitAnswer,
  Venue,
  VenueCapabilities,
  VenueExecutionRecord,
  VenueListener,
  VenueOrderRecord,
  VenuePosition,
  VenueReport,
} from '../../../engine/ports.ts';
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import type { OrderTerms, OrderType, TimeInForce } from '../../../domain/order/orderTerms.ts';
import { isEndedAtVenue } from '../../../domain/venue/venueOrderStatus.ts';
import { neverAborted, type AbortSignalLike } from '../../../../shared/kernel/abortSignal.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { ClientOrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import {
  newOrderSingle,
  orderCancelReplaceRequest,
  orderCancelRequest,
  orderStatusRequest,
} from './application/orderMessages.ts';
import { Dialect, type Codes, type CustomTags } from './application/dialect.ts';
import type { FixFact } from './application/fixFact.ts';
import { FixOrders } from './application/fixOrders.ts';
import { clientOrderIdOf, recordOf, type FixOrder } from './application/fixOrder.ts';
import { countOf, msgTypes, tags, valueOf, type Field, type FixMessage } from './codec/fixMessage.ts';
import { parseMessage } from './codec/parseMessage.ts';
import { FixCalls } from './fixCalls.ts';
import { FixSession } from './fixSession.ts';
import { WaitingCancels } from './waitingCancels.ts';
import { MarketDataFeed, type MarketDataUpdates } from './marketData/marketDataFeed.ts';
import { marketDataMsgTypes } from './session/dictionary.ts';
import type { SessionSchedule } from './session/sessionSchedule.ts';
import type { SessionSettings } from './session/sessionState.ts';
import type { SessionSnapshot } from './session/sessionSnapshot.ts';
import type { SessionRecord } from './store/fixStore.ts';
import type { MessagePage, MessageQuery } from './store/messagePages.ts';
import type { Credentials } from './transport/credentials.ts';
import type { OpenWire } from './transport/fixConnection.ts';

/** What the venue can do, as its operator has configured it. */
export interface FixCapabilities {
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  readonly replace: boolean;
  readonly statusRequest: boolean;
  /** It lists its open orders on request (OrderMassStatusRequest). */
  readonly massStatus: boolean;
  /** How the venue is asked for market data; absent: it has none. */
  readonly marketData?: MarketDataUpdates | undefined;
}

/** Something that the engine has no event for. */
export interface FixNotice {
  /** One cause has one id, so that it is raised once. */
  readonly id: string;
  readonly kind: 'fact' | 'held' | 'fault' | 'market_data';
  readonly text: string;
}

export interface FixVenueOptions {
  readonly id: VenueId;
  readonly session: SessionSettings;
  readonly schedule: SessionSchedule | undefined;
  readonly capabilities: FixCapabilities;
  /** The instruments whose market data are asked for, where the venue has them. */
  readonly quoted?: readonly Instrument[];
  /** The venue's own codes; plain FIX where absent. */
  readonly codes?: Codes;
  /** The venue's own tags in messages about orders; none where absent. */
  readonly tags?: CustomTags;
  readonly store: SessionRecord;
  readonly openWire: OpenWire;
  /** Name and password of a Logon; none where absent. */
  readonly credentials?: () => Result<Credentials, Fault>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger?: Logger;
  readonly onNotice: (notice: FixNotice) => void;
}

export class FixVenue implements Venue {
  readonly id: VenueId;
  readonly capabilities: VenueCapabilities;
  private readonly options: FixVenueOptions;
  private readonly session: FixSession;
  private readonly dialect: Dialect;
  private readonly orders: FixOrders;
  private readonly calls: FixCalls;
  private readonly waitingCancels: WaitingCancels;
  private readonly market: MarketDataFeed | undefined;
  private listener: VenueListener | undefined;
  private onFirstSuccess: (() => void) | undefined;
  private onClose: (() => void) | undefined;
  private isSynced = false;
  private listCount = 0;

  constructor(options: FixVenueOptions) {
    const { id, capabilities, store, session: settings } = options;
    const { orderTypes, timesInForce, replace, marketData } = capabilities;
    this.id = id;
    this.options = options;
    this.dialect = new Dialect(options.codes, options.tags);
    this.orders = new FixOrders(this.dialect);
    this.waitingCancels = new WaitingCancels(options.clock);
    // "Unknown" is only said of an order that never left, or whose place a gap fill took.
    this.capabilities = {
      orderTypes,
      timesInForce,
      replace,
      cancelOnDisconnect: false,
      unknownIsProof: true,
      positions: false,
    };
    this.session = new FixSession({
      ...options,
      settings: { ...settings, marketData: marketData !== undefined },
      logger: options.logger,
      credentials: options.credentials,
      listener: {
        onLoggedOn: () => void this.synchronize(),
        onEnded: (why) => this.onEnded(why),
        onMessage: (message) => this.hear(message),
        onReject: (message) => this.hear(message),
        onTestSent: (testId, seqNum) => this.tested(testId, seqNum),
        onTestAnswered: (testId) => this.testAnswered(testId),
        onCaughtUp: () => this.calls.askAgain(),
        onResent: () => this.calls.askAgain(),
        onSkipped: ({ epoch, seqNum }, from) => this.onSkipped(epoch, seqNum, from),
        onHeld: (why) => this.hold(why),
        onFault: (why) => options.onNotice({ id: `fault:${options.clock.now()}`, kind: 'fault', text: why }),
      },
    });
    this.calls = new FixCalls(this.session, options.scheduler);
    this.market = marketData && this.marketFeed(marketData);
    this.replay(store);
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
    return new Promise((resolve) => {
      const settle = (result: Result<void, Fault>): void => {
        timer.cancel();
        this.onFirstSuccess = undefined;
        this.onClose = undefined;
        resolve(result);
      };
      const timer = this.options.scheduler.after(timeoutMs, () =>
        settle(notConnected(`within ${timeoutMs} ms`)),
      );
      this.onFirstSuccess = () => settle(ok());
      this.onClose = () => settle(notConnected('before it was closed'));
      this.session.open();
    });
  }

  submit(terms: OrderTerms, clientOrderId: ClientOrderId, signal: AbortSignalLike): Promise<SubmitAnswer> {
    const known = this.orders.find(clientOrderId);
    if (known !== undefined && known.status !== 'skipped') {
      return this.calls.refuse('refused', `order ${clientOrderId} was sent before; no id is sent twice`);
    }
    const body = newOrderSingle(this.dialect, terms, clientOrderId, this.options.clock.now());
    return this.calls.submit(clientOrderId, body, signal, (seqNum) =>
      this.took(seqNum, msgTypes.newOrderSingle, body),
    );
  }

  async cancel(request: CancelRequest, signal: AbortSignalLike): Promise<void> {
    if (this.waitingCancels.hasJustLeft(request)) return;
    try {
      await this.sendCancel(request, signal);
    } catch (error) {
      throw this.waitingCancels.afterFailure(request, error);
    }
  }

  private async sendCancel(request: CancelRequest, signal: AbortSignalLike): Promise<void> {
    const order = this.workingOrder('cancel_rejected', request.clientOrderId);
    if (order === undefined) return;
    const id = this.orders.nextCancelId(order);
    const body = orderCancelRequest(this.dialect, order, id, this.options.clock.now());
    await this.tell(msgTypes.orderCancelRequest, body, signal);
  }

  async replace(request: ReplaceRequest, signal: AbortSignalLike): Promise<void> {
    const order = this.workingOrder('replace_rejected', request.clientOrderId);
    if (order === undefined) return;
    const body = orderCancelReplaceRequest(this.dialect, order, request, this.options.clock.now());
    await this.tell(msgTypes.orderCancelReplaceRequest, body, signal);
  }

  async queryOrder(
    clientOrderId: ClientOrderId,
    signal: AbortSignalLike,
  ): Promise<VenueOrderRecord | undefined> {
    // With the answer to a TestRequest, the venue has read all that left before it, and we all that it said.
    await this.calls.barrier(signal);
    const order = this.orders.find(clientOrderId);
    if (order === undefined || order.status === 'skipped') return undefined;
    const record = toldOf(order);
    if (record !== undefined) return record;
    if (this.options.capabilities.statusRequest) {
      await this.tell(msgTypes.orderStatusRequest, orderStatusRequest(this.dialect, order), signal);
      await this.calls.barrier(signal);
      const asked = this.orders.find(clientOrderId);
      const answered = asked === undefined ? undefined : toldOf(asked);
      if (answered !== undefined) return answered;
    }
    if (order.isMissing === true) return undefined;
    return this.calls.refuse(
      'refused',
      `the venue has not reported on order ${clientOrderId}, and takes no question about it`,
    );
  }

  async listOpenOrders(signal: AbortSignalLike): Promise<readonly VenueOrderRecord[]> {
    if (this.options.capabilities.massStatus) await this.askOpenOrders(signal);
    else await this.calls.barrier(signal);
    return [...this.orders.open()].map(recordOf).filter((record) => record !== undefined);
  }

  /** Two lists that are asked for in the same moment have ids of their own. */
  private askOpenOrders(signal: AbortSignalLike): Promise<void> {
    const listId = `open-${this.options.clock.now()}-${++this.listCount}`;
    return this.calls.list(
      listId,
      signal,
      (seqNum, body) => this.took(seqNum, msgTypes.orderMassStatusRequest, body),
      () => this.orders.listProgress(listId),
    );
  }

  async executions(
    filter: { readonly clientOrderId: ClientOrderId } | { readonly since: EpochMicros },
    signal: AbortSignalLike,
  ): Promise<readonly VenueExecutionRecord[]> {
    await this.calls.barrier(signal);
    if ('clientOrderId' in filter) return this.orders.find(filter.clientOrderId)?.executions ?? [];
    return [...this.orders.all()]
      .flatMap(({ executions }) => executions)
      .filter(({ venueTime }) => venueTime === undefined || venueTime >= filter.since)
      .toSorted((one, other) => (one.venueTime ?? 0) - (other.venueTime ?? 0));
  }

  ping(signal: AbortSignalLike): Promise<void> {
    return this.calls.barrier(signal);
  }

  positions(): Promise<readonly VenuePosition[]> {
    return Promise.resolve([]);
  }

  snapshot(): SessionSnapshot {
    return this.session.snapshot();
  }

  /** Messages of the session as they were on the wire, newest first. Throws SqliteError. */
  messages(query: MessageQuery): MessagePage {
    return this.options.store.page(query);
  }

  /** Lets a held session try again with the numbers that it has. Refusals: those of FixSession.release. */
  release(): Result<void, Refusal> {
    return this.session.release();
  }

  async close(): Promise<void> {
    this.onClose?.();
    this.isSynced = false;
    this.calls.failAll('the venue was closed here');
    await this.session.close();
  }

  /** Confirms the connection once everything that was missed has come. */
  private async synchronize(): Promise<void> {
    const synced = await this.calls.sync().then(
      () => true,
      () => false,
    );
    if (!synced) return;
    this.isSynced = true;
    this.calls.open();
    this.session.provedSound();
    for (const request of this.waitingCancels.take()) {
      void this.sendCancel(request, neverAborted).catch((error: unknown) =>
        this.waitingCancels.afterFailure(request, error),
      );
    }
    const { beginString, senderCompId, targetCompId } = this.options.session;
    this.listener?.onConnected(`${beginString} ${senderCompId} to ${targetCompId}`);
    this.market?.subscribe();
    this.onFirstSuccess?.();
  }

  private onEnded(why: string): void {
    this.market?.end();
    const wasSynced = this.isSynced;
    this.isSynced = false;
    this.calls.failAll(why);
    if (wasSynced) this.listener?.onDisconnected(why);
  }

  private marketFeed(updates: MarketDataUpdates): MarketDataFeed {
    const { quoted = [], clock, logger, onNotice } = this.options;
    return new MarketDataFeed(
      { updates, instruments: quoted },
      {
        dialect: this.dialect,
        send: (body, onSent) => void this.session.send(msgTypes.marketDataRequest, body, onSent),
        now: () => clock.now(),
        onTick: (tick) => this.listener?.onTick(tick),
        onRefused: (id, text) => onNotice({ id, kind: 'market_data', text }),
        logger,
      },
    );
  }

  private hold(why: string): void {
    const { id, onNotice, clock } = this.options;
    onNotice({
      id: `held:${clock.now()}`,
      kind: 'held',
      text: `the FIX session of venue ${id} is held: ${why}`,
    });
  }

  /** Reads the orders back from the record. The engine asks for what it lacks; notices are raised once by their ids. */
  private replay(store: SessionRecord): void {
    let askedFrom = 0;
    for (const { direction, kind, epoch, seqNum, msgType, raw } of store.messages()) {
      // Prices of then are no prices of now.
      if (marketDataMsgTypes.has(msgType)) continue;
      const isOurs = direction === 'out' && kind === 'sent';
      // One that came out of its turn was answered too, and is not marked as taken.
      const isRequest = direction === 'in' && msgType === msgTypes.resendRequest;
      if (!isOurs && !isRequest && kind !== 'taken' && kind !== 'fill') continue;
      const parsed = parseMessage(raw);
      if (!parsed.ok) continue;
      if (isOurs) this.orders.sent(epoch, seqNum, parsed.value);
      else if (isRequest) askedFrom = countOf(valueOf(parsed.value, tags.beginSeqNo)) ?? 0;
      else if (kind === 'fill') this.skipRange(epoch, seqNum, parsed.value, askedFrom);
      else for (const fact of this.orders.received(epoch, parsed.value)) this.noteAgain(fact);
    }
  }

  private skipRange(epoch: number, first: number, fill: FixMessage, askedFrom: number): void {
    const next = countOf(valueOf(fill, tags.newSeqNo)) ?? first;
    for (let seqNum = first; seqNum < next; seqNum++) this.orders.skipped(epoch, seqNum, askedFrom);
  }

  private took(seqNum: number, msgType: string, body: readonly Field[]): void {
    this.orders.sent(this.session.epoch, seqNum, { fields: [[tags.msgType, msgType], ...body] });
  }

  private hear(message: FixMessage): void {
    if (this.market?.hear(message) === true) return;
    this.calls.listGoesOn(valueOf(message, tags.massStatusReqId) ?? '');
    for (const fact of this.orders.received(this.session.epoch, message)) {
      this.noteAgain(fact);
      if (fact.type === 'report') this.report(fact.report);
      else if (fact.type === 'listed') this.calls.listed(fact.listId, fact.why);
    }
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

  private noteAgain(fact: FixFact): void {
    if (fact.type === 'notice') this.options.onNotice({ id: fact.id, kind: 'fact', text: fact.text });
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

  /**
   * An order that can be canceled or replaced. Where the venue has reported its end, or never had it, the answer is
   * given here: the venue could only refuse.
   */
  private workingOrder(
    type: 'cancel_rejected' | 'replace_rejected',
    clientOrderId: ClientOrderId,
  ): FixOrder | undefined {
    const order = this.orders.find(clientOrderId);
    const isUnknown = order === undefined || order.status === 'skipped';
    if (!isUnknown && !isEndedAtVenue(order.status)) return order;
    const [code, reason] = isUnknown
      ? ['unknown_order', `no order ${clientOrderId} was sent in this session`]
      : ['too_late', `the venue has reported the order ${order.status}`];
    this.listener?.onReport({ type, clientOrderId, code, reason });
    return undefined;
  }

  private tell(msgType: string, body: readonly Field[], signal: AbortSignalLike): Promise<void> {
    return this.calls.tell(msgType, body, signal, (seqNum) => this.took(seqNum, msgType, body));
  }
}

function notConnected(when: string): Result<void, Fault> {
  return err({ code: 'venue_unreachable', message: `the venue could not be reached ${when}` });
}

/** What the venue says of the order now; undefined where it has not said anything, or does not list it any more. */
function toldOf(order: FixOrder): VenueOrderRecord | undefined {
  return order.isMissing === true ? undefined : recordOf(order);
}
