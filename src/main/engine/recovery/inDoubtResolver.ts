/**
 * Looks into orders whose submission, cancel or replace has no outcome. The resolver asks the venue, with growing
 * pauses, and keeps each question and answer in the order's events. It never rejects an order by guess. "Unknown" is
 * proof only where the venue declares it so, and only after the venue has said it several times, well after every
 * message under way must have arrived. A cancel or replace that did not reach an order which still works at the venue
 * is sent once more, under the same ids. Everything else waits for an operator, and the resolver asks ever more rarely.
 */
import { correlationOf, type OrderId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import { replaceNumberOf } from '../../domain/order/clientOrderIds.ts';
import type { InquirySubject } from '../../domain/order/orderInquiry.ts';
import { awaitsOutcome, isRequestPending, isTerminal, type Order } from '../../domain/order/orderState.ts';
import { amendRefusal } from '../commands/amendRefusal.ts';
import { sendRequest, type CommandsDependencies } from '../commands/sendRequest.ts';
import type { Clock, Scheduler, Timer } from '../ports.ts';
import { examineOrder, reconciliationActor, recordFact, type Examination } from './examineOrder.ts';

/** The pause between the first two questions about an order; it doubles with each question. */
const askAgainMs = 1_000;
/** The longest pause: the resolver asks a venue that does not answer some twenty times in an hour. */
const askAgainMsMax = 300_000;
/** The longest pause once the venue has reported the order and its request still has no outcome. */
const repeatMsMax = 15_000;
/** This many answers in a row that a request did not arrive are proof, where the venue's capabilities say so. */
const sameAnswersMin = 3;
/** An inquiry that takes longer than this will not end soon, so `pending` does not count it any longer. */
const expectedWithinMs = 30_000;

export interface InDoubtResolverDependencies extends CommandsDependencies {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

/** The same answer, so many times in a row. */
interface SameAnswers {
  count: number;
  /** When the last one was counted. */
  atMs: number;
}

interface OpenInquiry {
  readonly orderId: OrderId;
  readonly startedMs: number;
  unknown: SameAnswers;
  /** The venue works the order without the amend, while the amend may not be sent again. */
  unchanged: SameAnswers;
  delayMs: number;
  question: Question;
}

/**
 * `asking_again`: somebody asked for another question while one was waiting for its answer. `pausing`: the next question
 * waits for its time.
 */
type Question =
  | { readonly status: 'asking' | 'asking_again' }
  | { readonly status: 'pausing'; readonly timer: Timer };

export class InDoubtResolver {
  private readonly dependencies: InDoubtResolverDependencies;
  private readonly inquiries = new Map<OrderId, OpenInquiry>();
  /** The timers of requests whose outcome is expected. */
  private readonly expected = new Map<OrderId, Timer>();
  private closed = false;

  constructor(dependencies: InDoubtResolverDependencies) {
    this.dependencies = dependencies;
  }

  /** How many orders are being looked into and may be settled any moment. */
  get pending(): number {
    const since = this.dependencies.clock.monotonicMs() - expectedWithinMs;
    let pending = 0;
    for (const { startedMs } of this.inquiries.values()) if (startedMs >= since) pending++;
    return pending;
  }

  /** Asks no more questions; the next start looks into what is open. */
  close(): void {
    this.closed = true;
    for (const { question } of this.inquiries.values()) if ('timer' in question) question.timer.cancel();
    for (const timer of this.expected.values()) timer.cancel();
    this.inquiries.clear();
    this.expected.clear();
  }

  /** A cancel or replace was sent: looks into the order when no outcome has come within this time. */
  expectOutcome(orderId: OrderId, withinMs: number): void {
    if (this.closed) return;
    this.expected.get(orderId)?.cancel();
    const timer = this.dependencies.scheduler.after(withinMs, () => {
      this.expected.delete(orderId);
      void this.lookFor(orderId);
    });
    this.expected.set(orderId, timer);
  }

  private async lookFor(orderId: OrderId): Promise<void> {
    try {
      const order = await this.dependencies.handler.order(orderId);
      if (order !== undefined && lacksOutcome(order)) this.check(orderId, false);
    } catch (error) {
      this.dependencies.logger.log('warn', 'an order could not be read', { orderId, error: String(error) });
      this.check(orderId, false);
    }
  }

  /**
   * Looks into an order until nothing about it is open. With `atOnce` the next question does not wait for its pause to
   * end.
   */
  check(orderId: OrderId, atOnce = true): void {
    if (this.closed) return;
    const running = this.inquiries.get(orderId);
    if (running === undefined) {
      const inquiry: OpenInquiry = {
        orderId,
        startedMs: this.dependencies.clock.monotonicMs(),
        unknown: noAnswers(),
        unchanged: noAnswers(),
        delayMs: askAgainMs,
        question: { status: 'asking' },
      };
      this.inquiries.set(orderId, inquiry);
      this.ask(inquiry);
    } else if (atOnce) this.askSoon(running);
  }

  private askSoon(running: OpenInquiry): void {
    if (running.question.status !== 'pausing') {
      running.question = { status: 'asking_again' };
      return;
    }
    running.question.timer.cancel();
    running.delayMs = askAgainMs;
    this.ask(running);
  }

  private ask(inquiry: OpenInquiry): void {
    inquiry.question = { status: 'asking' };
    void this.inquire(inquiry)
      .catch((error: unknown) => {
        const fields = { orderId: inquiry.orderId, error: String(error) };
        this.dependencies.logger.log('warn', 'an order could not be looked into', fields);
        return 'open' as const;
      })
      .then((outcome) => {
        if (this.closed) return;
        const wantsMore = inquiry.question.status === 'asking_again';
        if (outcome === 'settled' && !wantsMore) {
          this.inquiries.delete(inquiry.orderId);
          return;
        }
        const delayMs = wantsMore ? 0 : inquiry.delayMs;
        inquiry.delayMs = Math.min(askAgainMsMax, inquiry.delayMs * 2);
        const timer = this.dependencies.scheduler.after(delayMs, () => this.ask(inquiry));
        inquiry.question = { status: 'pausing', timer };
      });
  }

  private async inquire(inquiry: OpenInquiry): Promise<'settled' | 'open'> {
    const { handler, guardOf, ackTimeoutMsOf } = this.dependencies;
    const order = await handler.order(inquiry.orderId);
    if (order === undefined || order.clientOrderId === undefined) return 'settled';
    // The order's own call still waits for the answer, and marks the order in doubt when it gives up.
    if (order.status === 'submitting') return 'open';
    const { venue } = guardOf(order);
    if (!venue.connected) return awaitsOutcome(order.status) ? 'open' : 'settled';
    const found = await examineOrder(this.dependencies, order);
    const isKept = await this.keepEvidence(order, found);
    if (found.answer === 'unknown_order') {
      // Only an answer that is on record is evidence.
      if (isKept) this.count(inquiry.unknown);
      await this.settleUnknown(inquiry, venue.capabilities.unknownIsProof);
    } else {
      inquiry.unknown = noAnswers();
    }
    const after = await handler.order(inquiry.orderId);
    if (after === undefined || !awaitsOutcome(after.status)) return 'settled';
    if (found.answer === 'found') {
      await this.repeatRequest(inquiry, after, order, found);
      inquiry.delayMs = Math.min(repeatMsMax, Math.max(inquiry.delayMs, ackTimeoutMsOf(venue.id)));
    }
    return 'open';
  }

  /**
   * Several questions in quick succession get the same answer and count once: a message under way has had no time to
   * arrive.
   */
  private count(answers: SameAnswers): void {
    const nowMs = this.dependencies.clock.monotonicMs();
    if (nowMs < answers.atMs + askAgainMs) return;
    answers.count++;
    answers.atMs = nowMs;
  }

  /** Returns false where the answer could not be recorded, or where the order has no request without an outcome. */
  private async keepEvidence(order: Order, found: Examination): Promise<boolean> {
    const subject = subjectOf(order);
    if (subject === undefined) return false;
    const inquiries = 'inquiries' in order ? order.inquiries : [];
    const inquiry = {
      subject,
      attempt: (inquiries.at(-1)?.attempt ?? 0) + 1,
      clientOrderIds: found.answer === 'found' ? [found.record.clientOrderId] : found.asked,
      answer: found.answer,
      detail: detailOf(found),
      askedAt: formatMicros(this.dependencies.clock.now()),
    };
    const { handler } = this.dependencies;
    const kept = await recordFact(handler, order.terms.orderId, { type: 'RecordInquiry', inquiry });
    return kept.ok;
  }

  /**
   * Records that the order never arrived, once the answers "unknown" are proof. Only an order that was sent, never
   * acknowledged and never executed can be one that never arrived.
   */
  private async settleUnknown({ orderId, unknown }: OpenInquiry, isProof: boolean): Promise<void> {
    const order = await this.dependencies.handler.order(orderId);
    if (order === undefined || subjectOf(order) !== 'submission') return;
    if (!isProof || unknown.count < sameAnswersMin) return;
    await recordFact(this.dependencies.handler, orderId, {
      type: 'RecordRejection',
      evidence: 'reconciliation',
      code: 'never_received',
      reason: `order ${order.clientOrderId} is not at the venue: found so ${unknown.count} times in a row`,
    });
  }

  /**
   * Ends an amend that may not be sent again, once it is proven that the amend never arrived. Its doubt then holds
   * nothing back.
   */
  private async settleUnchanged({ unchanged }: OpenInquiry, order: Order, refusal: Refusal): Promise<void> {
    const { unknownIsProof } = this.dependencies.guardOf(order).venue.capabilities;
    if (!unknownIsProof || unchanged.count < sameAnswersMin) return;
    await recordFact(this.dependencies.handler, order.terms.orderId, {
      type: 'RecordReplaceRejection',
      evidence: 'reconciliation',
      code: 'never_received',
      reason: `the venue works the order without it: found so ${unchanged.count} times in a row; not sent again: ${refusal.message}`,
    });
  }

  /**
   * The venue works the order without the request, so the request did not arrive. It may be sent again without being
   * done twice.
   */
  private async repeatRequest(
    inquiry: OpenInquiry,
    order: Order,
    before: Order,
    { record }: Extract<Examination, { answer: 'found' }>,
  ): Promise<void> {
    if (!isRequestPending(order)) return;
    // The request was made only just now, and is still under way to the venue.
    if (before.status !== order.status || before.attempts !== order.attempts) return;
    if (isTerminal(record.status)) return;
    const { handler } = this.dependencies;
    const { orderId } = order.terms;
    if (order.status === 'pending_replace') {
      const refusal = amendRefusal(this.dependencies, order, order.requested);
      if (refusal !== undefined) {
        this.count(inquiry.unchanged);
        await this.settleUnchanged(inquiry, order, refusal);
        return;
      }
    }
    inquiry.unchanged = noAnswers();
    const reason = `no outcome came, and the venue reports the order ${record.status}`;
    const repeated = await recordFact(handler, orderId, { type: 'RepeatRequest', reason });
    if (!repeated.ok || repeated.value.events.length === 0) return;
    const { order: pending } = repeated.value;
    if (!isRequestPending(pending)) return;
    const context = { correlationId: correlationOf(orderId), actor: reconciliationActor };
    await sendRequest({ ...this.dependencies, resolver: this }, pending, context);
  }
}

function noAnswers(): SameAnswers {
  return { count: 0, atMs: Number.NEGATIVE_INFINITY };
}

/** The request that has no outcome; undefined where no outcome is missing. */
function subjectOf(order: Order): InquirySubject | undefined {
  if (order.status === 'in_doubt') return 'submission';
  if (!isRequestPending(order)) return undefined;
  if (order.resume === 'in_doubt') return 'submission';
  return order.status === 'pending_cancel' ? 'cancel' : 'replace';
}

/** Whether an outcome is missing, also for an order that filled meanwhile: a replace may have made the order larger. */
function lacksOutcome(order: Order): boolean {
  const { status, clientOrderId, replaceCount } = order;
  if (subjectOf(order) !== undefined) return true;
  return status === 'filled' && clientOrderId !== undefined && replaceCount > replaceNumberOf(clientOrderId);
}

function detailOf(found: Examination): string {
  switch (found.answer) {
    case 'found':
      return `the venue reports it ${found.record.status}`;
    case 'unknown_order':
      return `the venue has no order ${found.asked.join(' or ')}`;
    default:
      return found.detail;
  }
}
