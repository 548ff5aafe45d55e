/**
 * The changes that one ExecutionReport makes to its order, and its facts in the order in which the engine gets them.
 */
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
import type { ExecutionId } from '../../../../../shared/kernel/ids.ts';
import {
  isEndedAtVenue,
  isOpenAtVenue,
  type VenueOrderStatus,
} from '../../../../domain/venue/venueOrderStatus.ts';
import type { VenueExecutionRecord, VenueReport } from '../../../../engine/ports.ts';
import { tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';
import { parseUtcTimestamp } from '../codec/utcTimestamp.ts';
import { executionKindOf, statusOf } from './executionKind.ts';
import type { FixFact } from './fixFact.ts';
import { clientOrderIdOf, decimalOf, executionIdOf, venueOrderIdOf, type FixOrder } from './fixOrder.ts';
import { reportWords } from './reportWords.ts';
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
    const known = this.order.executions.find(
      (one) => one.executionId === executionId || one.corrects?.includes(executionId),
    );
    if (quantity < zero) this.notice('a trade below zero');
    else if (known !== undefined) this.repeated(known, executionId, quantity, price);
    else if (quantity !== zero) this.countExecution({ ...this.about(), executionId, quantity, price });
    if (statusOf(this.message) === 'canceled') this.end('canceled');
  }

  /** An ExecID comes again. With other values it is no repetition, and nobody knows which values hold. */
  private repeated(
    known: VenueExecutionRecord,
    executionId: ExecutionId,
    quantity: Decimal,
    price: Decimal,
  ): void {
    // The first values of an execution that was corrected or taken back are not kept.
    const isAsMade = known.executionId === executionId && !known.corrects && known.quantity !== zero;
    if (!isAsMade || quantity === zero) return;
    if (known.quantity === quantity && known.price === price) return;
    const [first, second] = [known, { quantity, price }].map(
      (one) => `${formatDecimal(one.quantity)} at ${formatDecimal(one.price)}`,
    );
    this.contradictory(
      `again:${executionId}:${second}`,
      `the venue reports execution ${executionId} again, as ${second}; it was ${first}, which stays counted`,
    );
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
    this.releaseEnd();
  }

  /** A trade is canceled or corrected. An order that it had filled works on, unless the report says otherwise. */
  revise(kind: 'trade_cancel' | 'trade_correct'): void {
    const revision = revisionOf(this.order, this.message, kind);
    if (revision === undefined) return this.notice(`a ${kind.replace('_', ' ')}`);
    this.accept();
    if (isTold(revision)) return;
    const { before, corrects, ...version } = revision;
    const { executions, quantity, status } = this.order;
    const about = this.about();
    // TransactTime may be that of the trade, which would hide the change from a question for new executions.
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
    this.releaseEnd();
    const end = endBy(this.message);
    if (end !== undefined) this.end(end);
  }

  /** A day order is done for the day, which ends it. Other orders work again in the venue's next session. */
  doneForDay(): void {
    if (isEndedAtVenue(this.order.status)) return;
    if (isForDays(this.order)) {
      // This happens to all such orders each evening; one notice a day is enough.
      const day = valueOf(this.message, tags.sendingTime)?.slice(0, 8) ?? '';
      return this.notice('done for day', `done_for_day:${day}`);
    }
    this.end('expired', 'the venue is done with the order for the day');
  }

  end(
    status: Extract<VenueOrderStatus, 'canceled' | 'expired' | 'rejected'>,
    because = `the venue reported the order ${status}`,
  ): void {
    const counted = decimalOf(valueOf(this.message, tags.cumQty));
    if (isEndedAtVenue(this.order.status)) return this.releaseEnd(counted);
    const reason = textOf(this.message) ?? because;
    const isNew = this.order.status === 'sent' || this.order.status === 'skipped';
    if (status !== 'rejected' && isNew) this.accept();
    this.order = { ...this.order, status, reason, ended: this.endAs(status) };
    const code = `order_reject_${valueOf(this.message, tags.ordRejReason) ?? 'none'}`;
    const report: VenueReport =
      status === 'rejected'
        ? { ...this.about(), type: status, code, reason }
        : { ...this.about(), type: status, reason };
    // Ending the order now would lose fills that the venue has counted and not reported yet.
    const isHeld = counted !== undefined && counted > this.order.filledQuantity;
    if (isHeld) this.order = { ...this.order, heldEnd: { report, filled: counted } };
    else this.report(report);
  }

  /**
   * The order had ended, and the venue says that it works: a cancel was withdrawn, a rejected order was taken after a
   * failover, a good-till order was renewed. The venue's last report stands.
   */
  reinstate(): void {
    const { heldEnd, ...order } = this.order;
    const open = leavesOf(this.message);
    const { status, filledQuantity, venueOrderId = 'NONE', ended } = order;
    if (open === undefined || ended?.status !== status || this.isOldNews(ended)) return;
    this.order = { ...order, status: filledQuantity > zero ? 'partially_filled' : 'accepted' };
    // The engine was not told of an end that was held back.
    if (heldEnd !== undefined) return;
    const reason = `the venue had reported it ${status}, and reports now that it works with ${formatDecimal(open)} open`;
    this.report({
      ...this.about(),
      type: 'reinstated',
      venueOrderId: venueOrderIdOf(venueOrderId),
      reason,
    });
  }

  /**
   * A report that is sent again, is from a time before the end, or has a fill that the end has counted. The time of a
   * status is that of the last change.
   */
  private isOldNews({ at: endedAt, filled }: NonNullable<FixOrder['ended']>): boolean {
    const kind = executionKindOf(this.message);
    const at = parseUtcTimestamp(valueOf(this.message, tags.transactTime) ?? '');
    const told = decimalOf(valueOf(this.message, tags.cumQty)) ?? filled;
    if (valueOf(this.message, tags.possResend) === 'Y') return true;
    if (told < filled || (kind === 'trade' && told === filled)) return true;
    return kind !== 'status' && at !== undefined && endedAt !== undefined && at < endedAt;
  }

  private endAs(status: VenueOrderStatus): NonNullable<FixOrder['ended']> {
    const filled = decimalOf(valueOf(this.message, tags.cumQty)) ?? this.order.filledQuantity;
    return { status, filled, at: this.about().venueTime };
  }

  /** Reports the end once the executions add up to the venue's last count. */
  private releaseEnd(counted = this.order.heldEnd?.filled): void {
    const { heldEnd, ...order } = this.order;
    if (heldEnd === undefined || counted === undefined || order.filledQuantity < counted) return;
    this.order = order;
    this.report(heldEnd.report);
  }

  /**
   * The order goes on under the id of the request, with the terms of the report, or else those of the request. An order
   * that is replaced without a request of ours keeps its id here.
   */
  replace(asked: ReplacedTerms | undefined): void {
    const newId = valueOf(this.message, tags.clOrdId) ?? this.order.clOrdId;
    const before = this.order;
    const { clOrdId, formerIds = [], filledQuantity, status } = before;
    if (formerIds.includes(newId)) return;
    if (newId === clOrdId || asked === undefined) return this.restate('it was replaced without a request');
    this.accept();
    const quantity = decimalOf(valueOf(this.message, tags.orderQty)) ?? asked.quantity;
    const limitPrice = priceOf(this.message, tags.price) ?? asked.limitPrice ?? this.order.limitPrice;
    const stopPrice = priceOf(this.message, tags.stopPx) ?? asked.stopPrice ?? this.order.stopPrice;
    const prices = {
      ...(limitPrice !== undefined && { limitPrice }),
      ...(stopPrice !== undefined && { stopPrice }),
    };
    const report: Report<'replaced'> = {
      ...this.about(),
      type: 'replaced',
      newClientOrderId: clientOrderIdOf(newId),
      ...(this.order.venueOrderId !== undefined && { venueOrderId: venueOrderIdOf(this.order.venueOrderId) }),
      quantity,
      ...prices,
    };
    const isWhole = filledQuantity >= quantity;
    const open = status === 'filled' ? 'partially_filled' : status;
    this.order = {
      ...this.order,
      clOrdId: newId,
      formerIds: [...formerIds, clOrdId],
      quantity,
      ...prices,
      status: isEndedAtVenue(open) ? open : isWhole ? 'filled' : open,
    };
    this.report(report);
    const [wanted, got] = [{ ...before, ...asked }, this.order].map(termsOf);
    if (wanted === got) return;
    this.contradictory(
      `replaced:${got}`,
      `the venue has amended it to ${got}, and the desk had asked for ${wanted}; it is ${got} here now`,
    );
  }

  /**
   * The venue has changed or renewed the order by itself. Terms that the report does not name stay. An order without a
   * quantity has ended.
   */
  restate(reason = restatementWords(this.message)): void {
    if (isEndedAtVenue(this.order.status)) return;
    const said = valueOf(this.message, tags.ordStatus);
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

  /** An answer to our question, for an order without any other report. */
  status(): void {
    const isDone = valueOf(this.message, tags.ordStatus) === '3';
    const said = isDone ? (isForDays(this.order) ? 'accepted' : 'expired') : statusOf(this.message);
    if (said === undefined || isEndedAtVenue(this.order.status)) return;
    const told = decimalOf(valueOf(this.message, tags.cumQty)) ?? this.order.filledQuantity;
    const reason = textOf(this.message);
    const status = said === 'accepted' && told > zero ? 'partially_filled' : said;
    const hasEnded = isEndedAtVenue(status) && status !== 'filled';
    this.order = {
      ...this.order,
      status,
      ...(reason !== undefined && { reason }),
      ...(hasEnded && { ended: this.endAs(status) }),
    };
  }

  /**
   * The fills of a foreign order may never be reported here one by one. What the venue counts beyond the reported fills
   * becomes one execution, at the price that gives the venue's average.
   */
  countOfOthers(): void {
    const { executions, filledQuantity, venueOrderId, clOrdId, isForeign } = this.order;
    const told = decimalOf(valueOf(this.message, tags.cumQty));
    if (isForeign !== true || told === undefined || told <= filledQuantity) return;
    const quantity = subtract(told, filledQuantity);
    const counted = executions.reduce((sum, one) => add(sum, multiply(one.quantity, one.price)), zero);
    const average = priceOf(this.message, tags.avgPx);
    const price =
      average === undefined
        ? (this.order.limitPrice ?? zero)
        : divide(subtract(multiply(average, told), counted), quantity);
    const executionId = executionIdOf(`filled:${formatDecimal(told)}:${venueOrderId ?? clOrdId}`);
    this.accept();
    this.countExecution({ ...this.about(), executionId, quantity, price });
    if (average !== undefined) return;
    const text = `the venue counts ${formatDecimal(told)} filled of order ${clOrdId}, which somebody else sent, and says no price (AvgPx): ${formatDecimal(quantity)} are counted here at ${formatDecimal(price)}`;
    this.facts.push({ type: 'notice', kind: 'fact', id: `price:${executionId}`, text });
  }

  /** The engine has no event for this report. `id`: the same cause has the same id, so that it is raised once. */
  notice(what: string, id = `${this.order.clOrdId}:${valueOf(this.message, tags.execId) ?? what}`): void {
    const { clOrdId } = this.order;
    const text = `the venue reports ${what} for order ${clOrdId}: ${reportWords(this.message)}; nothing of it changes the order or the position here`;
    this.facts.push({ type: 'notice', kind: 'fact', id, text });
  }

  private contradictory(id: string, text: string): void {
    const { clOrdId } = this.order;
    this.facts.push({
      type: 'notice',
      kind: 'contradictory',
      id: `${id}:${clOrdId}`,
      text: `order ${clOrdId}: ${text}`,
    });
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

/** The open quantity of a working order by the report; undefined where the report does not say that the order works. */
function leavesOf(message: FixMessage): Decimal | undefined {
  const status = statusOf(message);
  const leaves = decimalOf(valueOf(message, tags.leavesQty));
  const works = status !== undefined && isOpenAtVenue(status) && leaves !== undefined && leaves > zero;
  return works ? leaves : undefined;
}

/** The venue's words for a change of its own, or the meaning of ExecRestatementReason. */
function restatementWords(message: FixMessage): string {
  const code = valueOf(message, tags.execRestatementReason);
  const meaning = restatementReasons[code ?? ''] ?? `ExecRestatementReason ${code ?? 'none'}`;
  const text = textOf(message);
  return text === undefined ? meaning : `${meaning}: ${text}`;
}

/** When the venue sent the message; undefined where the message does not say so. */
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

function termsOf({ quantity, limitPrice, stopPrice }: ReplacedTerms): string {
  const prices = Object.entries({ limit: limitPrice, stop: stopPrice });
  const priced = prices.flatMap(([name, price]) =>
    price === undefined ? [] : [`${name} ${formatDecimal(price)}`],
  );
  return [formatDecimal(quantity), ...priced].join(' ');
}

/** Whether the order may work in more than one session of the venue. */
function isForDays({ timeInForce }: FixOrder): boolean {
  return timeInForce === 'GTC' || timeInForce === 'GTD';
}
