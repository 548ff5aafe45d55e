/**
 * The orders of a session, from its messages alone: the same messages in the same order make the same orders, live or
 * read from the store. FIX delivers each report once and in order, so these orders are the venue's own record.
 */
import { assertNever } from '../../../../../shared/kernel/invariant.ts';
import type { UntoldTime } from '../../../../engine/ports.ts';
import { isEndedAtVenue, isOpenAtVenue } from '../../../../domain/venue/venueOrderStatus.ts';
import { countOf, msgTypeOf, tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';
import { Dialect } from './dialect.ts';
import { executionKindOf, statusOf, type ExecutionKind } from './executionKind.ts';
import type { FixFact } from './fixFact.ts';
import { clientOrderIdOf, idOf, orderIdIn, orderOf, type FixOrder } from './fixOrder.ts';
import { otherTerms } from './otherTerms.ts';
import { idBeside, isAnother, sharedIdNotice } from './orderIdentity.ts';
import { OpenOrderLists, type EndedList } from './openOrderLists.ts';
import { reportWords } from './reportWords.ts';
import { ReportSteps, sentAt, textOf, type ReplacedTerms } from './reportSteps.ts';
import { discrepancyOf, countAfter } from './discrepancies.ts';
import { filledByCount } from './venueCount.ts';
import { ReadNumbers } from '../store/readNumbers.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

type Request = {
  readonly epoch: number;
  readonly seqNum: number;
  readonly msgType: string;
  readonly clOrdId: string;
  readonly origClOrdId: string | undefined;
};

/** CxlRejReason: the order is in pending cancel or pending replace status already. */
const alreadyPending = '3';

export class FixOrders {
  private readonly dialect: Dialect;
  /** Orders by their first ClOrdID. */
  private readonly orders = new Map<string, FixOrder>();
  /** For each ClOrdID, the first ClOrdID of the order that had, has or may get it. */
  private readonly firstIds = new Map<string, string>();
  private readonly venueIds = new Map<string, string>();
  private readonly requests = new Map<string, Request>();
  private readonly requestsById = new Map<string, Request>();
  private readonly terms = new Map<string, ReplacedTerms>();
  private readonly cancels = new Map<string, number>();
  /** Cancels that have left and have no outcome, by the first id of their order. */
  private readonly openCancels = new Map<string, Set<string>>();
  private readonly tests = new Map<string, number>();
  private readonly lists = new OpenOrderLists();
  readonly read = new ReadNumbers();
  /** The epoch of the present sequence numbers. */
  private epoch = 0;

  constructor(dialect = new Dialect()) {
    this.dialect = dialect;
  }

  /** The order that has, had or may get this ClOrdID. */
  find(clOrdId: string): FixOrder | undefined {
    const first = this.firstIds.get(clOrdId);
    return first === undefined ? undefined : this.orders.get(first);
  }

  /** The order that a message of the venue is about. */
  named(message: FixMessage): FixOrder | undefined {
    return this.orders.get(this.firstOf(message));
  }

  all(): Iterable<FixOrder> {
    return this.orders.values();
  }

  /** The orders that work by the venue's reports, and those whose reported end does not fit the venue's count. */
  *open(): Iterable<FixOrder> {
    for (const order of this.orders.values()) {
      if (isWorking(order) || isEndedOddly(order)) yield order;
    }
  }

  /** How much of the list of open orders with this id has come, in words. */
  listProgress(listId: string): string {
    return this.lists.progress(listId);
  }

  /** A ClOrdID for the next request to cancel the order; each is given only once. */
  nextCancelId({ clOrdId }: FixOrder): string {
    const number = (this.cancels.get(clOrdId) ?? 0) + 1;
    this.cancels.set(clOrdId, number);
    return `${clOrdId}-c${number}`;
  }

  /** Takes one of our messages that was recorded. */
  sent(epoch: number, seqNum: number, message: FixMessage): void {
    const msgType = msgTypeOf(message);
    const testId = valueOf(message, tags.testReqId);
    if (msgType === msgTypes.testRequest && testId !== undefined) this.tests.set(testId, seqNum);
    const listId = valueOf(message, tags.massStatusReqId);
    if (listId !== undefined) this.lists.asked(listId, this.working());
    const clOrdId = valueOf(message, tags.clOrdId) ?? listId;
    if (clOrdId === undefined) return;
    const origClOrdId = valueOf(message, tags.origClOrdId);
    const request = { epoch, seqNum, msgType, clOrdId, origClOrdId };
    this.requests.set(`${epoch}:${seqNum}`, request);
    this.requestsById.set(clOrdId, request);
    if (msgType === msgTypes.newOrderSingle) this.put(clOrdId, orderOf(this.dialect, message, 'sent'));
    const first = this.firstOfRequest(message, origClOrdId);
    if (first === undefined) return;
    this.firstIds.set(clOrdId, first);
    if (msgType === msgTypes.orderCancelReplaceRequest) {
      this.terms.set(clOrdId, orderOf(this.dialect, message, 'sent'));
    }
    if (msgType === msgTypes.orderCancelRequest) {
      // An id that was given in this run is counted already; a record that is read back counts again.
      const number = countOf(/-c(\d+)$/.exec(clOrdId)?.[1]) ?? 0;
      const id = clOrdId.replace(/-c\d+$/, '');
      this.cancels.set(id, Math.max(this.cancels.get(id) ?? 0, number));
      const open = this.openCancels.get(first) ?? new Set();
      this.openCancels.set(first, open.add(clOrdId));
    }
  }

  /**
   * A gap fill took the place of our message, after the venue had asked for all messages `from` a number on. Returns
   * the ClOrdID of a new order that the venue therefore never took. A venue that asks for messages which it had read
   * has lost its memory, or asks for everything: that proves nothing about any message.
   */
  skipped(epoch: number, seqNum: number, from: number): string | undefined {
    if (this.read.has(epoch, from)) return undefined;
    const request = this.requests.get(`${epoch}:${seqNum}`);
    if (request?.msgType !== msgTypes.newOrderSingle) return undefined;
    const order = this.orders.get(request.clOrdId);
    if (order?.status !== 'sent') return undefined;
    this.orders.set(request.clOrdId, { ...order, status: 'skipped' });
    return request.clOrdId;
  }

  /** Takes a message of the venue. `epoch` is that of the present sequence numbers. */
  received(epoch: number, message: FixMessage): readonly FixFact[] {
    const answered = this.numberAnswered(epoch, message);
    // The venue has read all messages before this one too.
    if (answered !== undefined) this.read.note(epoch, answered + 1);
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
    this.read.note(epoch, below);
  }

  /** The number, in this epoch, of the message of ours that a report or a reject answers. */
  numberAnswered(epoch: number, message: FixMessage): number | undefined {
    const number = countOf(valueOf(message, tags.refSeqNum));
    if (number !== undefined) return number;
    const id = valueOf(message, tags.clOrdId) ?? valueOf(message, tags.businessRejectRefId);
    const request = this.requestsById.get(id ?? '');
    return request?.epoch === epoch ? request.seqNum : undefined;
  }

  /**
   * The venue has answered a Logon. Nobody can ask any more what became of the orders that worked before the numbers
   * began anew.
   */
  loggedOn(epoch: number, untold: UntoldTime): void {
    if (epoch === this.epoch) return;
    this.epoch = epoch;
    for (const [first, order] of this.orders) {
      if (!isWorking(order)) continue;
      const { from } = order.untold ?? untold;
      this.orders.set(first, { ...order, untold: { ...untold, ...(from !== undefined && { from }) } });
    }
  }

  private *working(): Iterable<string> {
    for (const [first, order] of this.orders) if (isWorking(order)) yield first;
  }

  private put(first: string, order: FixOrder): void {
    this.orders.set(first, order);
    this.firstIds.set(order.clOrdId, first);
    // The engine knows this foreign order under an id in our form.
    this.firstIds.set(idOf(order.clOrdId), first);
    if (order.venueOrderId !== undefined) this.venueIds.set(order.venueOrderId, first);
  }

  private executionReport(message: FixMessage): readonly FixFact[] {
    const first = this.firstOf(message);
    if (this.lists.isEmpty(message, this.orders.has(first))) {
      return this.listEnded(this.lists.ended(valueOf(message, tags.massStatusReqId) ?? ''));
    }
    if (!this.orders.has(first) && this.dialect.sideOf(message) === undefined) {
      return [sideless(first, message), ...this.listEnded(this.lists.told(message, first))];
    }
    if (this.lists.isOutdated(message, first)) return this.listEnded(this.lists.told(message, first));
    const {
      isMissing: _found,
      untold,
      ...known
    } = this.orders.get(first) ?? this.orderOfOthers(first, message);
    const isNew = !this.orders.has(first);
    const venueOrderId = orderIdIn(message) ?? known.venueOrderId;
    const isCounted = valueOf(message, tags.cumQty) !== undefined;
    const before = { ...known, venueOrderId, ...(untold !== undefined && !isCounted && { untold }) };
    const steps = new ReportSteps(before, message);
    const kind = executionKindOf(message);
    // A venue that had the order and does not know it any more has not said how the order ended.
    const isRequest = this.isRequestAbout(before, valueOf(message, tags.clOrdId) ?? '');
    if (untold !== undefined && isWorking(known) && !isRequest && isRejected(message, kind)) {
      this.orders.set(first, { ...known, untold, isMissing: true });
      return this.listEnded(this.lists.told(message, first));
    }
    // Some venues refuse a cancel or an amend by a rejection under its id: the order itself works on.
    if (kind === 'rejected' && isRequest) {
      this.put(first, before);
      return this.requestRefused('order_reject', tags.ordRejReason, message);
    }
    const replaced = this.terms.get(valueOf(message, tags.clOrdId) ?? '');
    takeSteps(steps, kind, { isNew, isRequest, replaced });
    const { said, ...order } = { ...steps.order, count: countAfter(before, steps.order, message, kind) };
    const stays = said !== undefined && kind === 'trade' && isOpenAtVenue(order.status);
    this.put(first, { ...order, ...(stays && { said }) });
    if (isEndedAtVenue(steps.order.status)) this.openCancels.delete(first);
    this.lists.noteReport(message, first);
    return [
      ...(isNew ? this.sharedIdFacts(order, message) : []),
      ...steps.facts,
      ...otherTerms(this.dialect, before, message).map((notice) => ({ type: 'notice', ...notice }) as const),
      ...this.listEnded(this.lists.told(message, first)),
    ];
  }

  /** A foreign order has come under the ClOrdID of one of ours. */
  private sharedIdFacts({ sharedId }: FixOrder, message: FixMessage): readonly FixFact[] {
    const ours = sharedId === undefined ? undefined : this.find(sharedId);
    if (ours === undefined || ours.isForeign === true) return [];
    return [{ type: 'notice', ...sharedIdNotice(ours, message) }];
  }

  private orderOfOthers(first: string, message: FixMessage): FixOrder {
    const order = orderOf(this.dialect, message, 'sent');
    const isShared = first !== order.clOrdId;
    const ids = isShared && { clOrdId: first, sharedId: order.clOrdId };
    return { ...order, ...ids, isForeign: true };
  }

  /** Orders that are missing in a complete list do not work at the venue any more; their outcome is not known. */
  private listEnded(list: EndedList | undefined): readonly FixFact[] {
    if (list === undefined) return [];
    for (const first of list.missing) {
      const order = this.orders.get(first);
      if (order !== undefined && isWorking(order)) this.orders.set(first, { ...order, isMissing: true });
    }
    const { listId, why } = list;
    if (why === undefined) this.dropOldCounts(list.named);
    return [{ type: 'listed', listId, ...(why !== undefined && { why }) }];
  }

  /** A list counted less of an order than its executions; the next complete list does not have the order any more. */
  private dropOldCounts(named: ReadonlySet<string>): void {
    for (const [first, order] of this.orders) {
      const { filledQuantity, count } = order;
      const isLess = count !== undefined && filledByCount(order) < filledQuantity;
      if (!isLess || named.has(first) || !isEndedAtVenue(order.status)) continue;
      this.orders.set(first, { ...order, count: { ...count, filled: [filledQuantity] } });
    }
  }

  /** The order that a report is about: found by our ids, by the venue's id, or new where somebody else sent it. */
  private firstOf(message: FixMessage): string {
    const clOrdId = valueOf(message, tags.clOrdId);
    const orderId = orderIdIn(message);
    const byOurs =
      this.firstIds.get(clOrdId ?? '') ?? this.firstIds.get(valueOf(message, tags.origClOrdId) ?? '');
    const byTheirs = this.venueIds.get(orderId ?? '');
    const known = [byOurs, byTheirs].find((first) => first !== undefined && this.isAbout(first, message));
    if (known !== undefined) return known;
    const isFirst = byOurs === undefined && byTheirs === undefined;
    if (isFirst) return clOrdId ?? valueOf(message, tags.orderId) ?? '';
    return idBeside(message);
  }

  private isAbout(first: string, message: FixMessage): boolean {
    const order = this.orders.get(first);
    if (order === undefined || msgTypeOf(message) !== msgTypes.executionReport) return true;
    const isItsId = this.venueIds.get(orderIdIn(message) ?? '') === first;
    return !isAnother(order, message, executionKindOf(message), isItsId, this.dialect);
  }

  /** The order that one of our requests is about. */
  private firstOfRequest(message: FixMessage, origClOrdId: string | undefined): string | undefined {
    const byTheirs = this.venueIds.get(orderIdIn(message) ?? '');
    const isShared = this.orders.get(byTheirs ?? '')?.sharedId === origClOrdId;
    return isShared && origClOrdId !== undefined ? byTheirs : this.firstIds.get(origClOrdId ?? '');
  }

  private cancelReject(message: FixMessage): readonly FixFact[] {
    const id = valueOf(message, tags.clOrdId) ?? '';
    const order = this.find(id) ?? this.find(valueOf(message, tags.origClOrdId) ?? '');
    const refused = this.requestRefused('cancel_reject', tags.cxlRejReason, message);
    const said = statusOf(message);
    const first = this.firstIds.get(order?.clOrdId ?? '');
    if (order === undefined || first === undefined || said === undefined) return refused;
    if (isOpenAtVenue(said) || !isOpenAtVenue(order.status)) return refused;
    // The report that the order works was older than its end, so the end stands.
    const end = order.ended?.status;
    if (end !== undefined && (said === end || said === 'rejected')) {
      this.orders.set(first, { ...order, status: end });
      return refused;
    }
    // No report has said how the order ended. FIX uses "rejected" for an order that the venue does not know.
    this.orders.set(first, { ...order, said, ...(said === 'rejected' && { isMissing: true }) });
    return refused;
  }

  /** Whether the id belongs to a request about the order, and never became the order's own id. */
  private isRequestAbout({ clOrdId, formerIds = [] }: FixOrder, id: string): boolean {
    const first = this.firstIds.get(clOrdId);
    if (first === undefined || this.firstIds.get(id) !== first) return false;
    return ![first, clOrdId, ...formerIds].includes(id);
  }

  /** The venue refuses the request that the message names. The tag `reasonTag` has the reason. */
  private requestRefused(words: string, reasonTag: number, message: FixMessage): readonly FixFact[] {
    const id = valueOf(message, tags.clOrdId) ?? '';
    const code = `${words}_${valueOf(message, reasonTag) ?? 'none'}`;
    const order = this.find(id) ?? this.find(valueOf(message, tags.origClOrdId) ?? '');
    const isReplace = valueOf(message, tags.cxlRejResponseTo) === '2' || this.terms.has(id);
    const open = this.openCancels.get(this.firstIds.get(id) ?? '');
    open?.delete(id);
    // An earlier cancel is still under way, and its outcome decides.
    const isPending = valueOf(message, tags.cxlRejReason) === alreadyPending;
    if (!isReplace && isPending && (open?.size ?? 0) > 0) return [];
    return [refusal(isReplace ? 'replace_rejected' : 'cancel_rejected', order?.clOrdId ?? id, code, message)];
  }

  /** The venue refused one of our messages as malformed. */
  private refused(epoch: number, message: FixMessage, code: string): readonly FixFact[] {
    const number = countOf(valueOf(message, tags.refSeqNum));
    const byId = valueOf(message, tags.businessRejectRefId);
    const request = this.requests.get(`${epoch}:${number ?? 0}`) ?? this.requestsById.get(byId ?? '');
    if (request === undefined) return [];
    const { msgType, clOrdId, origClOrdId } = request;
    if (msgType === msgTypes.orderMassStatusRequest) {
      return this.listEnded(
        this.lists.ended(clOrdId, `the venue refuses the list (${code}): ${reasonOf(message)}`),
      );
    }
    if (msgType === msgTypes.orderStatusRequest) return [{ type: 'unanswered', clOrdId }];
    const present = this.find(clOrdId)?.clOrdId ?? origClOrdId ?? clOrdId;
    if (msgType === msgTypes.orderCancelRequest) {
      this.openCancels.get(this.firstIds.get(clOrdId) ?? '')?.delete(clOrdId);
      return [refusal('cancel_rejected', present, code, message)];
    }
    if (msgType === msgTypes.orderCancelReplaceRequest) {
      return [refusal('replace_rejected', present, code, message)];
    }
    const order = this.orders.get(clOrdId);
    if (msgType !== msgTypes.newOrderSingle || order?.status !== 'sent') return [];
    const { filledQuantity: filled } = order;
    const ended = { status: 'rejected', filled, at: sentAt(message) } as const;
    this.orders.set(clOrdId, { ...order, status: 'rejected', reason: reasonOf(message), ended });
    return [refusal('rejected', clOrdId, code, message)];
  }
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

/** A report on a foreign order that neither buys nor sells: its fills can't be part of a position. */
function sideless(first: string, message: FixMessage): FixFact {
  const side = valueOf(message, tags.side);
  const text = `the venue reports order ${first}, which this desk did not send, ${side === undefined ? 'without a side' : `with side ${side}`} (tag 54), expected 1 (buy), 2, 5 or 6 (sell): ${reportWords(message)}; nothing of it is counted here`;
  return { type: 'notice', kind: 'fact', id: `side:${first}`, text };
}

function isRejected(report: FixMessage, kind: ExecutionKind): boolean {
  return kind === 'rejected' || (kind === 'status' && statusOf(report) === 'rejected');
}

/** Whether the order works at the venue, by its reports and its last complete list. */
function isWorking({ status, isMissing }: FixOrder): boolean {
  return isOpenAtVenue(status) && isMissing !== true;
}

function isEndedOddly(order: FixOrder): boolean {
  const { isForeign, heldEnd, status, filledQuantity, quantity } = order;
  if (isForeign === true || heldEnd !== undefined || !isEndedAtVenue(status)) return false;
  return (status !== 'filled' || filledQuantity >= quantity) && discrepancyOf(order) !== undefined;
}

/** Takes the steps that a report of this kind makes. `replaced`: the terms of the amend that the report names. */
function takeSteps(
  steps: ReportSteps,
  kind: ExecutionKind,
  about: {
    readonly isNew: boolean;
    readonly isRequest: boolean;
    readonly replaced: ReplacedTerms | undefined;
  },
): void {
  const isExecution = kind === 'trade' || kind === 'trade_cancel' || kind === 'trade_correct';
  if (!isExecution && !about.isRequest) steps.countOfOthers();
  if (!isExecution) steps.reinstate();
  switch (kind) {
    case 'pending':
    case 'calculated':
      break;
    case 'accepted':
      steps.accept();
      break;
    case 'trade':
      steps.trade();
      steps.countOfOthers();
      break;
    case 'canceled':
    case 'expired':
    case 'rejected':
      steps.end(kind);
      break;
    case 'replaced':
      steps.replace(about.replaced);
      break;
    case 'status':
      steps.status();
      break;
    case 'trade_cancel':
    case 'trade_correct':
      steps.revise(kind);
      // Only the count includes trades from before the first report.
      if (about.isNew) steps.countOfOthers();
      break;
    case 'done_for_day':
      steps.doneForDay();
      break;
    case 'restated':
      steps.restate();
      break;
    case 'stopped':
    case 'suspended':
    case 'unknown':
      steps.notice(kind);
      break;
    default:
      assertNever(kind);
  }
  if (isExecution) steps.reinstate();
}
