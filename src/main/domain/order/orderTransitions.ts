/** The one transition table of an order. `decide`, `evolve`, their tests and the page in the docs all read it. */
import type { OrderEventType } from './orderEvents.ts';
import { isTerminal, orderStatuses, type OrderStatus } from './orderState.ts';

/**
 * Where an event leads: a status, or a rule:
 * - `same`: the status stays;
 * - `fill`: filled once nothing is left, otherwise partially_filled from a live state, and unchanged from a pending or
 *   ended one;
 * - `restore`: back to the status before the request;
 * - `recount`: filled once nothing is left, partially_filled where it was filled and there is more to fill now,
 *   otherwise unchanged;
 * - `revise`: by what the executions that stand add up to; the venue works an order on whose fills it takes back.
 * - `doubt`: the status stays, and a refused request returns to in_doubt where the submission has no answer.
 */
export type Target = OrderStatus | 'same' | 'fill' | 'restore' | 'recount' | 'revise' | 'doubt';

type Row = Readonly<Partial<Record<OrderEventType, Target>>>;

const revised: Row = { OrderExecutionBusted: 'revise', OrderExecutionCorrected: 'revise' };

const live: Row = {
  ...revised,
  OrderAccepted: 'same',
  OrderRejected: 'rejected',
  OrderFilled: 'fill',
  OrderExecutionConfirmed: 'same',
  OrderClosedElsewhere: 'same',
  OrderCancelRequested: 'pending_cancel',
  OrderReplaceRequested: 'pending_replace',
  OrderReplaceDenied: 'same',
  OrderReplaced: 'recount',
  OrderRestated: 'recount',
  OrderCanceled: 'canceled',
  OrderExpired: 'expired',
};

/** A late fill, acceptance or replace is a fact even after the end. */
const filled: Row = {
  ...revised,
  OrderAccepted: 'same',
  OrderFilled: 'fill',
  OrderExecutionConfirmed: 'same',
  OrderClosedElsewhere: 'same',
  OrderReplaced: 'recount',
  OrderRestated: 'recount',
  OrderSettlementContradicted: 'same',
};
/**
 * The venue's own record may show an ended order working, when the venue is asked for it. A late replace ends nothing
 * and opens nothing.
 */
const ended: Row = {
  ...filled,
  OrderExecutionBusted: 'same',
  OrderExecutionCorrected: 'same',
  OrderReplaced: 'same',
  OrderRestated: 'same',
  OrderReinstated: 'accepted',
};

export const orderTransitions: Readonly<Record<OrderStatus | 'none', Row>> = {
  none: { OrderCreated: 'created', OrderDenied: 'denied', OrderAdopted: 'accepted' },
  created: {
    OrderSubmitting: 'submitting',
    OrderDenied: 'denied',
    OrderCanceled: 'canceled',
    OrderExpired: 'expired',
  },
  denied: ended,
  submitting: {
    ...revised,
    OrderDenied: 'denied',
    OrderAccepted: 'accepted',
    OrderRejected: 'rejected',
    OrderFilled: 'fill',
    OrderRestated: 'recount',
    OrderInDoubt: 'in_doubt',
    OrderInquired: 'same',
    OrderCancelRequested: 'pending_cancel',
    OrderCanceled: 'canceled',
    OrderExpired: 'expired',
  },
  accepted: live,
  partially_filled: live,
  filled,
  pending_cancel: {
    ...revised,
    OrderAccepted: 'same',
    OrderRejected: 'rejected',
    OrderFilled: 'fill',
    OrderExecutionConfirmed: 'same',
    OrderClosedElsewhere: 'same',
    OrderCancelRejected: 'restore',
    OrderCanceled: 'canceled',
    OrderReplaced: 'recount',
    OrderRestated: 'recount',
    OrderReplaceRejected: 'same',
    OrderExpired: 'expired',
    OrderInDoubt: 'doubt',
    OrderInquired: 'same',
    OrderRequestRepeated: 'same',
  },
  pending_replace: {
    ...revised,
    OrderAccepted: 'same',
    OrderRejected: 'rejected',
    OrderFilled: 'fill',
    OrderExecutionConfirmed: 'same',
    OrderClosedElsewhere: 'same',
    OrderReplaced: 'restore',
    OrderRestated: 'recount',
    OrderReplaceRejected: 'restore',
    OrderCancelRequested: 'pending_cancel',
    OrderCanceled: 'canceled',
    OrderExpired: 'expired',
    OrderInquired: 'same',
    OrderRequestRepeated: 'same',
  },
  canceled: ended,
  rejected: ended,
  expired: ended,
  in_doubt: {
    ...revised,
    OrderInquired: 'same',
    OrderAccepted: 'accepted',
    OrderRejected: 'rejected',
    OrderFilled: 'fill',
    OrderRestated: 'recount',
    OrderExecutionConfirmed: 'same',
    OrderClosedElsewhere: 'same',
    OrderCancelRequested: 'pending_cancel',
    OrderCanceled: 'canceled',
    OrderExpired: 'expired',
  },
};

export function targetOf(status: OrderStatus | 'none', event: OrderEventType): Target | undefined {
  return orderTransitions[status][event];
}

/** Statuses in which a cancel can be asked for. A created order was never sent, and is canceled here. */
export const cancelableStatuses: readonly OrderStatus[] = orderStatuses.filter(
  (status) => targetOf(status, 'OrderCancelRequested') ?? targetOf(status, 'OrderSubmitting'),
);

/** Statuses in which an amend can be asked for: the order rests at the venue, and no other request is open. */
export const amendableStatuses: readonly OrderStatus[] = orderStatuses.filter((status) =>
  targetOf(status, 'OrderReplaceRequested'),
);

/** The types of all events that fill an order or end it. */
export const endingTypes: ReadonlySet<string> = new Set(
  Object.values(orderTransitions).flatMap((row: Readonly<Record<string, Target>>) =>
    Object.keys(row).filter((type) => row[type] === 'fill' || isEnd(row[type])),
  ),
);

function isEnd(target: Target | undefined): boolean {
  return orderStatuses.some((status) => status === target && isTerminal(status));
}
