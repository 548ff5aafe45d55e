/**
 * Settles what an answer lost on the way left open: asks the venue by client
 * order id and records what it says, as evidence. Never rejects by guess: an
 * order that the venue does not know is settled only after it has been asked
 * again, well after anything still on its way must have arrived.
 */
import type { Actor, CorrelationId, OrderId } from '../../../shared/kernel/ids.ts';
import { neverCanceled } from '../../../shared/kernel/cancelSignal.ts';
import { isTerminal, type Order } from '../../domain/order/orderState.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { Logger, Scheduler, Venue, VenueExecutionRecord, VenueOrderRecord } from '../ports.ts';

/** Time between two questions about the same order. */
const askAgainMs = 1_000;
/** Unknown to the venue this often in a row, `askAgainMs` apart, is proof that it never arrived. */
const unknownAnswersMin = 3;

export interface ReconcilerDependencies {
  readonly handler: OrderCommandHandler;
  readonly venueOf: (order: Order) => Venue;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

export class Reconciler {
  private readonly dependencies: ReconcilerDependencies;
  private readonly open = new Map<OrderId, { unknownAnswers: number; asking: boolean }>();

  private closed = false;

  constructor(dependencies: ReconcilerDependencies) {
    this.dependencies = dependencies;
  }

  /** Orders that are being looked into. */
  get pending(): number {
    return this.open.size;
  }

  /** Asks no more; what is open is taken up at the next start. */
  close(): void {
    this.closed = true;
    this.open.clear();
  }

  /** Looks into an order until the venue's record and ours agree on it. */
  check(orderId: OrderId): void {
    if (this.closed || this.open.has(orderId)) return;
    this.open.set(orderId, { unknownAnswers: 0, asking: false });
    this.ask(orderId);
  }

  private ask(orderId: OrderId): void {
    const state = this.open.get(orderId);
    if (state === undefined || state.asking) return;
    state.asking = true;
    void this.settle(orderId, state)
      .catch((error: unknown) => {
        this.dependencies.logger.log('warn', 'reconciliation attempt failed', {
          orderId,
          error: String(error),
        });
        return false;
      })
      .then((settled) => {
        state.asking = false;
        if (settled) this.open.delete(orderId);
        else if (!this.closed) this.dependencies.scheduler.after(askAgainMs, () => this.ask(orderId));
      });
  }

  private async settle(orderId: OrderId, state: { unknownAnswers: number }): Promise<boolean> {
    const { handler, venueOf } = this.dependencies;
    const order = await handler.order(orderId);
    if (order === undefined || order.clientOrderId === undefined) return true;
    const venue = venueOf(order);
    if (!venue.connected) return false;
    const record = await venue.queryOrder(order.clientOrderId, neverCanceled);
    if (record === undefined) return this.unknownAtVenue(orderId, order, state);
    const executions = await venue.executions({ clientOrderId: order.clientOrderId }, neverCanceled);
    return this.adopt(orderId, record, executions);
  }

  private async unknownAtVenue(
    orderId: OrderId,
    order: Order,
    state: { unknownAnswers: number },
  ): Promise<boolean> {
    // Another message may have settled it while we asked.
    if (order.status !== 'in_doubt' && order.status !== 'submitting' && order.status !== 'pending_cancel') {
      return true;
    }
    if (++state.unknownAnswers < unknownAnswersMin) return false;
    return this.apply(orderId, {
      type: 'RecordRejection',
      evidence: 'reconciliation',
      code: 'never_received',
      reason: `the venue has no order ${order.clientOrderId}: asked ${state.unknownAnswers} times, ${askAgainMs} ms apart`,
    });
  }

  private async adopt(
    orderId: OrderId,
    record: VenueOrderRecord,
    executions: readonly VenueExecutionRecord[],
  ): Promise<boolean> {
    const evidence = 'reconciliation' as const;
    if (record.status !== 'rejected') {
      await this.apply(orderId, { type: 'RecordAcceptance', evidence, venueOrderId: record.venueOrderId });
    }
    for (const { executionId, quantity, price, venueTime } of executions) {
      await this.apply(orderId, { type: 'RecordFill', evidence, venueTime, executionId, quantity, price });
    }
    const reason = record.reason ?? `the venue reports it ${record.status}`;
    if (record.status === 'rejected') {
      await this.apply(orderId, { type: 'RecordRejection', evidence, code: 'rejected', reason });
    } else if (record.status === 'canceled') {
      await this.apply(orderId, { type: 'RecordCancel', evidence, reason });
    } else if (record.status === 'expired') {
      await this.apply(orderId, { type: 'RecordExpiry', evidence, reason });
    } else if (record.status === 'accepted' || record.status === 'partially_filled') {
      // A cancel that the venue has not heard of is over; the operator may ask again.
      await this.apply(orderId, {
        type: 'RecordCancelRejection',
        evidence,
        code: 'not_received',
        reason: 'the cancel did not reach the venue; the order still works there',
      });
    }
    const order = await this.dependencies.handler.order(orderId);
    return order === undefined || isTerminal(order.status) || order.status !== 'in_doubt';
  }

  private async apply(orderId: OrderId, command: OrderCommand): Promise<boolean> {
    const result = await this.dependencies.handler.handle({
      orderId,
      command,
      context: { correlationId: orderId as string as CorrelationId, actor: 'engine:reconciliation' as Actor },
    });
    if (!result.ok) {
      this.dependencies.logger.log('warn', 'reconciliation could not record', {
        orderId,
        command: command.type,
      });
    }
    return result.ok;
  }
}
