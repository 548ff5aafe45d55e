/**
 * The orders of a session, from its messages alone: the same messages in the same order give the same orders, live or
 * read from the store. FIX delivers each report once and in order, so this is the venue's own account of them.
 */
import { add, subtract, zero, type Decimal } from '../../../../../shared/kernel/decimal.ts';
import { assertNever } from '../../../../../shared/kernel/invariant.ts';
import { isEndedAtVenue, type VenueOrderStatus } from '../../../../domain/venue/venueOrderStatus.ts';
import type { VenueExecutionRecord, VenueReport } from '../../../../engine/ports.ts';
import { countOf, msgTypeOf, msgTypes, tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';
import { parseUtcTimestamp } from '../codec/utcTimestamp.ts';
import { Dialect } from './dialect.ts';
import { executionKindOf, statusOf } from './executionKind.ts';
import { endBy, isTold, revisionOf } from './tradeRevision.ts';
import {
  clientOrderIdOf,
  decimalOf,
  executionIdOf,
  idOf,
  orderOf,
  venueOrderIdOf,
  type FixOrder,
} from './fixOrder.ts';

/** What a message of the venue means for the desk. */
export type FixFact =
  | { readonly type: 'report'; readonly report: VenueReport }
  /** The engine has no event for it, so a person must see it. */
  | { readonly type: 'notice'; readonly id: string; readonly text: string; readonly clOrdId?: string };

type Report<Type extends VenueReport['type']> = Extract<VenueReport, { type: Type }>;
type Request = {
  readonly msgType: string;
  readonly clOrdId: string;
  readonly origClOrdId: string | undefined;
};
type ReplacedTerms = Pick<FixOrder, 'quantity' | 'limitPrice' | 'stopPrice'>;

export class FixOrders {
  private readonly dialect: Dialect;
  /** By the first ClOrdID. */
  private readonly orders = new Map<string, FixOrder>();
  /** The first ClOrdID of the order that had, has or may get this one. */
  private readonly firstIds = new Map<string, string>();
  private readonly venueIds = new Map<string, string>();
  private readonly requests = new Map<string, Request>();
  private readonly terms = new Map<string, ReplacedTerms>();
  private readonly cancels = new Map<string, number>();
  private readonly tests = new Map<string, number>();
  /** Messages of this epoch and below this number were read by the venue. */
  private read = { epoch: 0, below: 0 };

  constructor(dialect = new Dialect()) {
    this.dialect = dialect;
  }

  /** The order that has, had or may get this ClOrdID. */
  find(clOrdId: string): FixOrder | undefined {
    const first = this.firstIds.get(clOrdId);
    return first === undefined ? undefined : this.orders.get(first);
  }

  all(): Iterable<FixOrder> {
    return this.orders.values();
  }

  /** A ClOrdID for the next request to cancel the order; none is used twice. */
  nextCancelId({ clOrdId }: FixOrder): string {
    return `${clOrdId}-c${(this.cancels.get(clOrdId) ?? 0) + 1}`;
  }

  /** Takes a message of ours that was recorded. */
  sent(epoch: number, seqNum: number, message: FixMessage): void {
    const msgType = msgTypeOf(message);
    const testId = valueOf(message, tags.testReqId);
    if (msgType === msgTypes.testRequest && testId !== undefined) this.tests.set(testId, seqNum);
    const clOrdId = valueOf(message, tags.clOrdId);
    if (clOrdId === undefined) return;
    const origClOrdId = valueOf(message, tags.origClOrdId);
    this.requests.set(`${epoch}:${seqNum}`, { msgType, clOrdId, origClOrdId });
    if (msgType === msgTypes.newOrderSingle) this.put(clOrdId, orderOf(this.dialect, message, 'sent'));
    const first = this.firstIds.get(origClOrdId ?? '');
    if (first === undefined) return;
    this.firstIds.set(clOrdId, first);
    if (msgType === msgTypes.orderCancelReplaceRequest) {
      this.terms.set(clOrdId, orderOf(this.dialect, message, 'sent'));
    }
    if (msgType === msgTypes.orderCancelRequest && origClOrdId !== undefined) {
      this.cancels.set(origClOrdId, (this.cancels.get(origClOrdId) ?? 0) + 1);
    }
  }

  /**
   * A gap fill took the place of this message of ours. Gives the ClOrdID of a new order that the venue so never took. A
   * venue that had read the message and asks for it again has lost its memory: then that proves nothing.
   */
  skipped(epoch: number, seqNum: number): string | undefined {
    if (epoch === this.read.epoch && seqNum < this.read.below) return undefined;
    const request = this.requests.get(`${epoch}:${seqNum}`);
    if (request?.msgType !== msgTypes.newOrderSingle) return undefined;
    const order = this.orders.get(request.clOrdId);
    if (order?.status !== 'sent') return undefined;
    this.orders.set(request.clOrdId, { ...order, status: 'skipped' });
    return request.clOrdId;
  }

  /** Takes a message of the venue. `epoch` is that of the present sequence numbers. */
  received(epoch: number, message: FixMessage): readonly FixFact[] {
    switch (msgTypeOf(message)) {
      case msgTypes.heartbeat:
        this.testAnswered(epoch, valueOf(message, tags.testReqId));
        return [];
      case msgTypes.executionReport:
        return this.executionReport(message);
      case msgTypes.orderCancelReject:
        return this.cancelReject(message);
      case msgTypes.reject:
        return this.refused(
          epoch,
          message,
          `session_reject_${valueOf(message, tags.sessionRejectReason) ?? 'none'}`,
        );
      case msgTypes.businessMessageReject:
        return this.refused(
          epoch,
          message,
          `business_reject_${valueOf(message, tags.businessRejectReason) ?? 'none'}`,
        );
      default:
        return [];
    }
  }

  /** The venue answers a TestRequest only after it has read what left before. */
  testAnswered(epoch: number, testId: string | undefined): void {
    const below = this.tests.get(testId ?? '');
    if (below === undefined) return;
    for (const [id, seqNum] of this.tests) if (seqNum <= below) this.tests.delete(id);
    this.read = { epoch, below };
  }

  private put(first: string, order: FixOrder): void {
    this.orders.set(first, order);
    this.firstIds.set(order.clOrdId, first);
    // The engine knows the order of somebody else by an id in our form.
    this.firstIds.set(idOf(order.clOrdId), first);
    if (order.venueOrderId !== undefined) this.venueIds.set(order.venueOrderId, first);
  }

  private executionReport(message: FixMessage): readonly FixFact[] {
    const first = this.firstOf(message);
    const known = this.orders.get(first) ?? orderOf(this.dialect, message, 'sent');
    const venueOrderId = valueOf(message, tags.orderId) ?? known.venueOrderId;
    // Some venues write NONE until they have given the order an id.
    const before = { ...known, ...(venueOrderId !== 'NONE' && { venueOrderId }) };
    const steps = new ReportSteps(before, message);
    const kind = executionKindOf(message);
    switch (kind) {
      case 'pending':
      case 'calculated':
        break;
      case 'accepted':
        steps.accept();
        break;
      case 'trade':
        steps.trade();
        break;
      case 'canceled':
      case 'expired':
      case 'rejected':
        steps.end(kind);
        break;
      case 'replaced':
        steps.replace(this.terms.get(valueOf(message, tags.clOrdId) ?? ''));
        break;
      case 'status':
        steps.status();
        break;
      case 'trade_cancel':
      case 'trade_correct':
        steps.revise(kind);
        break;
      case 'done_for_day':
      case 'stopped':
      case 'suspended':
      case 'restated':
      case 'unknown':
        steps.notice(kind);
        break;
      default:
        return assertNever(kind);
    }
    this.put(first, steps.order);
    return steps.facts;
  }

  /** The order that a report is about: by our ids, by the venue's, or a new one that somebody else sent. */
  private firstOf(message: FixMessage): string {
    const clOrdId = valueOf(message, tags.clOrdId);
    const orderId = valueOf(message, tags.orderId) ?? '';
    const known =
      this.firstIds.get(clOrdId ?? '') ??
      this.firstIds.get(valueOf(message, tags.origClOrdId) ?? '') ??
      this.venueIds.get(orderId);
    return known ?? clOrdId ?? orderId;
  }

  private cancelReject(message: FixMessage): readonly FixFact[] {
    const id = valueOf(message, tags.clOrdId) ?? '';
    const order = this.find(valueOf(message, tags.origClOrdId) ?? '') ?? this.find(id);
    const isReplace = valueOf(message, tags.cxlRejResponseTo) === '2' || this.terms.has(id);
    const code = `cancel_reject_${valueOf(message, tags.cxlRejReason) ?? 'none'}`;
    return [refusal(isReplace ? 'replace_rejected' : 'cancel_rejected', order?.clOrdId ?? id, code, message)];
  }

  /** One of our messages was refused as a message. */
  private refused(epoch: number, message: FixMessage, code: string): readonly FixFact[] {
    const number = countOf(valueOf(message, tags.refSeqNum));
    const byId = valueOf(message, tags.businessRejectRefId);
    const request =
      this.requests.get(`${epoch}:${number ?? 0}`) ??
      [...this.requests.values()].find(({ clOrdId }) => clOrdId === byId);
    if (request === undefined) return [];
    const { msgType, clOrdId, origClOrdId } = request;
    const present = this.find(origClOrdId ?? '')?.clOrdId ?? origClOrdId ?? clOrdId;
    if (msgType === msgTypes.orderCancelRequest) return [refusal('cancel_rejected', present, code, message)];
    if (msgType === msgTypes.orderCancelReplaceRequest) {
      return [refusal('replace_rejected', present, code, message)];
    }
    const order = this.orders.get(clOrdId);
    if (msgType !== msgTypes.newOrderSingle || order?.status !== 'sent') return [];
    this.orders.set(clOrdId, { ...order, status: 'rejected', reason: reasonOf(message) });
    return [refusal('rejected', clOrdId, code, message)];
  }
}

/** What one report changes, and the facts in it, in the order in which the engine should hear them. */
class ReportSteps {
  order: FixOrder;
  readonly facts: FixFact[] = [];
  private readonly message: FixMessage;

  constructor(order: FixOrder, message: FixMessage) {
    this.order = order;
    this.message = message;
  }

  accept(): void {
    if (this.order.status !== 'sent' && this.order.status !== 'skipped') return;
    this.order = { ...this.order, status: 'accepted' };
    const venueOrderId = venueOrderIdOf(this.order.venueOrderId ?? 'NONE');
    this.report({ ...this.about(), type: 'accepted', venueOrderId });
  }

  trade(): void {
    this.accept();
    const quantity = decimalOf(valueOf(this.message, tags.lastQty)) ?? zero;
    const price = decimalOf(valueOf(this.message, tags.lastPx)) ?? zero;
    const executionId = executionIdOf(valueOf(this.message, tags.execId) ?? '');
    const isKnown = this.order.executions.some((one) => one.executionId === executionId);
    if (quantity !== zero && !isKnown) this.countExecution({ ...this.about(), executionId, quantity, price });
    if (statusOf(this.message) === 'canceled') this.end('canceled');
  }

  private countExecution(execution: VenueExecutionRecord): void {
    const filledQuantity = add(this.order.filledQuantity, execution.quantity);
    const isWhole = filledQuantity >= this.order.quantity;
    const status = isEndedAtVenue(this.order.status)
      ? this.order.status
      : isWhole
        ? 'filled'
        : 'partially_filled';
    const executions = [...this.order.executions, execution];
    this.order = { ...this.order, filledQuantity, executions, status };
    this.report({ ...execution, type: 'filled' });
  }

  /** A trade is canceled or corrected. An order that it had filled works on, unless the report says otherwise. */
  revise(kind: 'trade_cancel' | 'trade_correct'): void {
    const revision = revisionOf(this.order, this.message, kind);
    if (revision === undefined) return this.notice(kind);
    this.accept();
    if (isTold(revision)) return;
    const { before, corrects, ...version } = revision;
    const { executions, quantity, status } = this.order;
    const about = this.about();
    // TransactTime may be that of the trade, which would hide the change from whoever asks for what is new.
    const venueTime = sentAt(this.message);
    const revised = { ...about, venueTime, ...version, ...(corrects.length > 0 && { corrects }) };
    const others = executions.filter((one) => one !== before);
    const gone = before?.quantity ?? zero;
    const filledQuantity = add(subtract(this.order.filledQuantity, gone), version.quantity);
    const hasEnded = isEndedAtVenue(status) && status !== 'filled';
    const open = filledQuantity > zero ? 'partially_filled' : 'accepted';
    const now = hasEnded ? status : filledQuantity >= quantity ? 'filled' : open;
    this.order = { ...this.order, filledQuantity, executions: [...others, revised], status: now };
    const reason = textOf(this.message);
    const told = { ...about, ...version, ...(reason !== undefined && { reason }) };
    const last = corrects.at(-1) ?? version.executionId;
    this.report(
      version.quantity === zero
        ? { ...told, type: 'trade_canceled' }
        : { ...told, type: 'trade_corrected', corrects: last },
    );
    const end = endBy(this.message);
    if (end !== undefined) this.end(end);
  }

  end(status: Extract<VenueOrderStatus, 'canceled' | 'expired' | 'rejected'>): void {
    if (isEndedAtVenue(this.order.status)) return;
    const reason = textOf(this.message) ?? `the venue reported the order ${status}`;
    const isNew = this.order.status === 'sent' || this.order.status === 'skipped';
    if (status !== 'rejected' && isNew) this.accept();
    this.order = { ...this.order, status, reason };
    if (status === 'rejected') {
      const code = `order_reject_${valueOf(this.message, tags.ordRejReason) ?? 'none'}`;
      this.report({ ...this.about(), type: status, code, reason });
    } else this.report({ ...this.about(), type: status, reason });
  }

  /** The order goes on under the id of the request. What it asked for is what the report says, or else the request. */
  replace(asked: ReplacedTerms | undefined): void {
    this.accept();
    const newId = valueOf(this.message, tags.clOrdId) ?? this.order.clOrdId;
    const quantity =
      decimalOf(valueOf(this.message, tags.orderQty)) ?? asked?.quantity ?? this.order.quantity;
    const limitPrice = priceOf(this.message, tags.price) ?? asked?.limitPrice ?? this.order.limitPrice;
    const stopPrice = priceOf(this.message, tags.stopPx) ?? asked?.stopPrice ?? this.order.stopPrice;
    const report: Report<'replaced'> = {
      ...this.about(),
      type: 'replaced',
      newClientOrderId: clientOrderIdOf(newId),
      ...(this.order.venueOrderId !== undefined && { venueOrderId: venueOrderIdOf(this.order.venueOrderId) }),
      quantity,
      ...(limitPrice !== undefined && { limitPrice }),
      ...(stopPrice !== undefined && { stopPrice }),
    };
    if (newId === this.order.clOrdId) return;
    this.order = {
      ...this.order,
      clOrdId: newId,
      quantity,
      ...(limitPrice !== undefined && { limitPrice }),
      ...(stopPrice !== undefined && { stopPrice }),
    };
    this.report(report);
  }

  /** An answer to our question: the venue's word on an order of which nothing else has come. */
  status(): void {
    const status = statusOf(this.message);
    if (status === undefined || isEndedAtVenue(this.order.status)) return;
    const filledQuantity = decimalOf(valueOf(this.message, tags.cumQty)) ?? this.order.filledQuantity;
    const reason = textOf(this.message);
    this.order = { ...this.order, status, filledQuantity, ...(reason !== undefined && { reason }) };
  }

  notice(kind: string): void {
    const about = valueOf(this.message, tags.execRefId) ?? valueOf(this.message, tags.execId) ?? '';
    const values = [
      `ExecID ${valueOf(this.message, tags.execId) ?? 'none'}`,
      ...(valueOf(this.message, tags.execRefId) === undefined ? [] : [`of execution ${about}`]),
      ...optional(this.message, tags.lastQty, 'quantity'),
      ...optional(this.message, tags.lastPx, 'price'),
      ...optional(this.message, tags.cumQty, 'filled in all'),
      ...optional(this.message, tags.text, 'text'),
    ];
    const text = `the venue reports ${kind.replaceAll('_', ' ')} for order ${this.order.clOrdId}: ${values.join(', ')}`;
    const id = `${this.order.clOrdId}:${valueOf(this.message, tags.execId) ?? kind}`;
    this.facts.push({ type: 'notice', id, text, clOrdId: this.order.clOrdId });
  }

  private about() {
    const venueTime =
      parseUtcTimestamp(valueOf(this.message, tags.transactTime) ?? '') ?? sentAt(this.message);
    return { clientOrderId: clientOrderIdOf(this.order.clOrdId), venueTime };
  }

  private report(report: VenueReport): void {
    this.facts.push({ type: 'report', report });
  }
}

function sentAt(message: FixMessage) {
  return parseUtcTimestamp(valueOf(message, tags.sendingTime) ?? '');
}

function refusal(
  type: 'rejected' | 'cancel_rejected' | 'replace_rejected',
  clOrdId: string,
  code: string,
  message: FixMessage,
): FixFact {
  const reason = reasonOf(message);
  const clientOrderId = clientOrderIdOf(clOrdId);
  return { type: 'report', report: { type, clientOrderId, venueTime: sentAt(message), code, reason } };
}

function reasonOf(message: FixMessage): string {
  return textOf(message) ?? 'the venue gave no reason';
}

function textOf(message: FixMessage): string | undefined {
  return valueOf(message, tags.text);
}

function priceOf(message: FixMessage, tag: number): Decimal | undefined {
  const price = decimalOf(valueOf(message, tag));
  return price === zero ? undefined : price;
}

function optional(message: FixMessage, tag: number, name: string): readonly string[] {
  const value = valueOf(message, tag);
  return value === undefined ? [] : [`${name} ${value}`];
}
