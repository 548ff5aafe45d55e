/** What one ExecutionReport changes in its order, and the facts in it, in the order in which the engine should hear them. */
import { restatementReasons } from '../../../../../shared/kernel/restatementReasons.ts';
import {
  add,
  divide,
  formatDecimal,
  multiply,
  subtract,
  zero,
  type Decimal,
} from '../../../../../shared/kernel/decimal.ts';
import { isEndedAtVenue, type VenueOrderStatus } from '../../../../domain/venue/venueOrderStatus.ts';
import type { VenueExecutionRecord, VenueReport } from '../../../../engine/ports.ts';
import { tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';
import { parseUtcTimestamp } from '../codec/utcTimestamp.ts';
import { statusOf } from './executionKind.ts';
import type { FixFact } from './fixFact.ts';
import { clientOrderIdOf, decimalOf, executionIdOf, venueOrderIdOf, type FixOrder } from './fixOrder.ts';
import { endBy, isTold, revisionOf } from './tradeRevision.ts';

type Report<Type extends VenueReport['type']> = Extract<VenueReport, { type: Type }>;
export type ReplacedTerms = Pick<FixOrder, 'quantity' | 'limitPrice' | 'stopPrice'>;

export class ReportSteps {
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

  /** Nothing more is done today: the end of an order of the day. Another one works again in the venue's next session. */
  doneForDay(): void {
    if (isEndedAtVenue(this.order.status)) return;
    if (isForDays(this.order)) {
      // Each evening all such orders are; one notice a day is enough.
      const day = valueOf(this.message, tags.sendingTime)?.slice(0, 8) ?? '';
      return this.notice('done_for_day', `done_for_day:${day}`);
    }
    this.end('expired', 'the venue is done with the order for the day');
  }

  end(
    status: Extract<VenueOrderStatus, 'canceled' | 'expired' | 'rejected'>,
    because = `the venue reported the order ${status}`,
  ): void {
    if (isEndedAtVenue(this.order.status)) return;
    const reason = textOf(this.message) ?? because;
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

  /**
   * The venue has changed the order by itself, or has only renewed it. What the report does not name is as before; an
   * order without a quantity has ended.
   */
  restate(): void {
    if (isEndedAtVenue(this.order.status)) return;
    const said = valueOf(this.message, tags.ordStatus);
    const reason = restatementWords(this.message);
    const end = statusOf(this.message);
    if (said === '3') return this.doneForDay();
    if (end === 'canceled' || end === 'expired' || end === 'rejected') return this.end(end, reason);
    this.accept();
    const quantity = decimalOf(valueOf(this.message, tags.orderQty)) ?? this.order.quantity;
    if (quantity <= zero) return this.end('canceled', reason);
    const { filledQuantity } = this.order;
    if (quantity < filledQuantity) return this.notice('restated');
    const limitPrice = priceOf(this.message, tags.price) ?? this.order.limitPrice;
    const stopPrice = priceOf(this.message, tags.stopPx) ?? this.order.stopPrice;
    const before = this.order;
    const isSame =
      quantity === before.quantity && limitPrice === before.limitPrice && stopPrice === before.stopPrice;
    if (isSame) return;
    const prices = {
      ...(limitPrice !== undefined && { limitPrice }),
      ...(stopPrice !== undefined && { stopPrice }),
    };
    const status = quantity === filledQuantity ? 'filled' : before.status;
    this.order = { ...before, quantity, ...prices, status };
    this.report({ ...this.about(), type: 'restated', quantity, ...prices, reason });
  }

  /** An answer to our question: the venue's word on an order of which nothing else has come. */
  status(): void {
    const isDone = valueOf(this.message, tags.ordStatus) === '3';
    const said = isDone ? (isForDays(this.order) ? 'accepted' : 'expired') : statusOf(this.message);
    if (said === undefined || isEndedAtVenue(this.order.status)) return;
    const told = decimalOf(valueOf(this.message, tags.cumQty)) ?? this.order.filledQuantity;
    const reason = textOf(this.message);
    if (this.order.isForeign === true) this.takeForeignFills(told);
    const status = said === 'accepted' && told > zero ? 'partially_filled' : said;
    this.order = { ...this.order, status, filledQuantity: told, ...(reason !== undefined && { reason }) };
  }

  /**
   * The fills of an order that somebody else sent may never come here one by one. What the venue counts beyond those
   * that came is one execution, at the price that gives the venue's average.
   */
  private takeForeignFills(told: Decimal): void {
    const { executions, filledQuantity, venueOrderId, clOrdId } = this.order;
    const average = decimalOf(valueOf(this.message, tags.avgPx));
    const quantity = subtract(told, filledQuantity);
    if (average === undefined || quantity <= zero) return;
    const counted = executions.reduce((sum, one) => add(sum, multiply(one.quantity, one.price)), zero);
    const price = divide(subtract(multiply(average, told), counted), quantity);
    const executionId = executionIdOf(`filled:${formatDecimal(told)}:${venueOrderId ?? clOrdId}`);
    this.order = {
      ...this.order,
      executions: [...executions, { ...this.about(), executionId, quantity, price }],
    };
  }

  /** `id`: one cause has one id, so that it is raised once. */
  notice(kind: string, id = `${this.order.clOrdId}:${valueOf(this.message, tags.execId) ?? kind}`): void {
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

/** The venue's words for a change of its own, or the meaning of ExecRestatementReason. */
function restatementWords(message: FixMessage): string {
  const code = valueOf(message, tags.execRestatementReason);
  const meaning = restatementReasons[code ?? ''] ?? `ExecRestatementReason ${code ?? 'none'}`;
  const text = textOf(message);
  return text === undefined ? meaning : `${meaning}: ${text}`;
}

/** When the venue sent the message; undefined where it does not say so. */
export function sentAt(message: FixMessage) {
  return parseUtcTimestamp(valueOf(message, tags.sendingTime) ?? '');
}

export function textOf(message: FixMessage): string | undefined {
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

/** The order may work in more than one session of the venue. */
function isForDays({ timeInForce }: FixOrder): boolean {
  return timeInForce === 'GTC' || timeInForce === 'GTD';
}
