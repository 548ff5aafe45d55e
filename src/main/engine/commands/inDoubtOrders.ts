/** Orders whose submission, cancel or replace has no outcome, with the evidence gathered so far. */
import { clientOrderIdOf } from '../../domain/order/clientOrderIds.ts';
import type { ClientOrderId } from '../../../shared/kernel/ids.ts';
import type { OrderInquiry, InquirySubject } from '../../domain/order/orderInquiry.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { Side } from '../../domain/order/orderTerms.ts';
import type { LiveOrders } from '../orders/liveOrders.ts';
import type { OrderView } from '../orders/orderView.ts';

export interface InDoubtOrder {
  readonly orderId: OrderView['orderId'];
  readonly clientOrderId: ClientOrderId;
  readonly venueOrderId?: NonNullable<OrderView['venueOrderId']>;
  readonly venue: OrderView['venue'];
  readonly account: OrderView['account'];
  readonly strategy: OrderView['strategy'];
  readonly symbol: OrderView['symbol'];
  readonly side: Side;
  readonly orderType: OrderView['orderType'];
  readonly limitPrice?: string;
  readonly stopPrice?: string;
  readonly timeInForce: OrderView['timeInForce'];
  readonly goodTill?: string;
  readonly quantity: string;
  readonly filledQuantity: string;
  readonly status: OrderStatus;
  /** The request that has no outcome. */
  readonly subject: InquirySubject;
  readonly reason: string;
  /** Since when the request has no outcome; UTC with microseconds. */
  readonly since: string;
  /** How often the engine has asked the venue about the request. */
  readonly attempts: number;
  /** The latest questions and answers, oldest first. The order's events hold all of them. */
  readonly evidence: readonly OrderInquiry[];
}

/**
 * Lists the orders in doubt, oldest first. A cancel or replace counts as in doubt once the engine had to ask the venue
 * about it.
 */
export function inDoubtOrders(live: Pick<LiveOrders, 'all'>): readonly InDoubtOrder[] {
  return [...live.all()]
    .filter(lacksOutcome)
    .toSorted((a, b) => a.position - b.position)
    .map(inDoubtOf);
}

/** Whether nobody knows what became of a request of the order. */
export function lacksOutcome({ status, inquiries }: OrderView): boolean {
  if (status === 'in_doubt') return true;
  return (status === 'pending_cancel' || status === 'pending_replace') && inquiries !== undefined;
}

function inDoubtOf(row: OrderView): InDoubtOrder {
  const {
    orderId,
    clientOrderId = clientOrderIdOf(orderId, 0),
    venueOrderId,
    venue,
    account,
    strategy,
    symbol,
    side,
  } = row;
  const { orderType, limitPrice, stopPrice, timeInForce, goodTill } = row;
  const { quantity, filledQuantity, status, reason, inquiries: evidence = [] } = row;
  const subject = subjectOf(row);
  return {
    orderId,
    clientOrderId,
    ...(venueOrderId !== undefined && { venueOrderId }),
    venue,
    account,
    strategy,
    symbol,
    side,
    orderType,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
    timeInForce,
    ...(goodTill !== undefined && { goodTill }),
    quantity,
    filledQuantity,
    status,
    subject,
    reason: status === 'in_doubt' && reason !== undefined ? reason : `the ${subject} has no outcome`,
    since: row.unansweredSince ?? row.updatedAt,
    attempts: evidence.at(-1)?.attempt ?? 0,
    evidence,
  };
}

function subjectOf({ status, resume }: OrderView): InquirySubject {
  if (status === 'in_doubt' || resume === 'in_doubt' || resume === 'submitting') return 'submission';
  return status === 'pending_cancel' ? 'cancel' : 'replace';
}
