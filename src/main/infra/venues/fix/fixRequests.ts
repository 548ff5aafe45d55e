/** Sends the new orders, cancels and amends of a FIX venue, and answers those that need no message. */
import type {
  CancelRequest,
  Clock,
  ReplaceRequest,
  SubmitAnswer,
  VenueReport,
} from '../../../engine/ports.ts';
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import { isEndedAtVenue } from '../../../domain/venue/venueOrderStatus.ts';
import { neverAborted, type AbortSignalLike } from '../../../../shared/kernel/abortSignal.ts';
import type { ClientOrderId } from '../../../../shared/kernel/ids.ts';
import type { Dialect } from './application/dialect.ts';
import type { FixOrder } from './application/fixOrder.ts';
import type { FixOrders } from './application/fixOrders.ts';
import {
  newOrderSingle,
  orderCancelReplaceRequest,
  orderCancelRequest,
} from './application/orderMessages.ts';
import type { Field } from './codec/fixMessage.ts';
import type { FixCalls } from './fixCalls.ts';
import { WaitingCancels } from './waitingCancels.ts';
import { msgTypes } from '../../../../shared/kernel/fixMessages.ts';

/** Takes a message of ours into the orders once it is sent. */
export type Took = (seqNum: number, msgType: string, body: readonly Field[]) => void;

export interface RequestParts {
  readonly dialect: Dialect;
  readonly orders: FixOrders;
  readonly calls: FixCalls;
  readonly clock: Clock;
  readonly took: Took;
  /** Called with reports that are made here. */
  readonly onReport: (report: VenueReport) => void;
  /** Why no order and no amend may leave; undefined while they may. */
  readonly whyNoOrders: () => string | undefined;
}

export class FixRequests {
  private readonly parts: RequestParts;
  private readonly waitingCancels: WaitingCancels;

  constructor(parts: RequestParts) {
    this.parts = parts;
    this.waitingCancels = new WaitingCancels(parts.clock);
  }

  submit(
    terms: OrderTerms,
    clientOrderId: ClientOrderId,
    signal: AbortSignalLike,
    mayLeave?: () => boolean,
  ): Promise<SubmitAnswer> {
    const known = this.parts.orders.find(clientOrderId);
    if (known !== undefined && known.status !== 'skipped') {
      return this.parts.calls.refuse(
        'refused',
        `order ${clientOrderId} was sent before; no id is sent twice`,
      );
    }
    const why = this.parts.whyNoOrders();
    if (why !== undefined) return this.parts.calls.refuse('refused', why);
    const body = newOrderSingle(this.parts.dialect, terms, clientOrderId, this.parts.clock.now());
    const onSent = (seqNum: number): void => this.parts.took(seqNum, msgTypes.newOrderSingle, body);
    return this.parts.calls.submit(clientOrderId, body, signal, onSent, mayLeave);
  }

  async cancel(request: CancelRequest, signal: AbortSignalLike): Promise<void> {
    if (this.waitingCancels.hasJustLeft(request)) return;
    try {
      await this.sendCancel(request, signal);
    } catch (error) {
      throw this.waitingCancels.afterFailure(request, error);
    }
  }

  /** Sends the waiting messages, before anything else leaves on the new connection. */
  sendWaiting(): void {
    for (const request of this.waitingCancels.take()) {
      void this.sendCancel(request, neverAborted).catch((error: unknown) =>
        this.waitingCancels.afterFailure(request, error),
      );
    }
  }

  async replace(request: ReplaceRequest, signal: AbortSignalLike, mayLeave?: () => boolean): Promise<void> {
    const order = this.workingOrder('replace_rejected', request.clientOrderId);
    if (order === undefined) return;
    const why = this.parts.whyNoOrders();
    if (why !== undefined) await this.parts.calls.refuse('refused', why);
    const body = orderCancelReplaceRequest(this.parts.dialect, order, request, this.parts.clock.now());
    await this.tell(msgTypes.orderCancelReplaceRequest, body, signal, mayLeave);
  }

  private async sendCancel(request: CancelRequest, signal: AbortSignalLike): Promise<void> {
    const order = this.workingOrder('cancel_rejected', request.clientOrderId);
    if (order === undefined) return;
    const id = this.parts.orders.nextCancelId(order);
    const body = orderCancelRequest(this.parts.dialect, order, id, this.parts.clock.now());
    await this.tell(msgTypes.orderCancelRequest, body, signal);
  }

  /**
   * The order, where it can be canceled or replaced. Where the venue has reported its end, or never had it, the answer
   * is given here, because the venue could only refuse.
   */
  private workingOrder(
    type: 'cancel_rejected' | 'replace_rejected',
    clientOrderId: ClientOrderId,
  ): FixOrder | undefined {
    const order = this.parts.orders.find(clientOrderId);
    const isUnknown = order === undefined || order.status === 'skipped';
    if (!isUnknown && !isEndedAtVenue(order.status)) return order;
    const [code, reason] = isUnknown
      ? ['unknown_order', `no order ${clientOrderId} was sent in this session`]
      : ['too_late', `the venue has reported the order ${order.status}`];
    this.parts.onReport({ type, clientOrderId, code, reason });
    return undefined;
  }

  private tell(
    msgType: string,
    body: readonly Field[],
    signal: AbortSignalLike,
    mayLeave?: () => boolean,
  ): Promise<void> {
    const onSent = (seqNum: number): void => this.parts.took(seqNum, msgType, body);
    return this.parts.calls.tell(msgType, body, signal, onSent, mayLeave);
  }
}
