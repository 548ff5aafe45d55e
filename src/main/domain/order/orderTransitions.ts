/**
 * The one transition table of an order's life (SPEC section 4). `decide`,
 * `evolve`, their tests and the page in the docs all read it.
 */
import type { OrderEventType } from './orderEvents.ts';
import type { OrderStatus } from './orderState.ts';

/**
 * Where an event leads: a status, or a rule:
 * - `same`: the status stays;
 * - `fill`: filled once nothing is left, otherwise partially_filled from a live
 *   state, and unchanged from a pending or ended one;
 * - `restore`: back to the status before the request.
 */
export type Target = OrderStatus | 'same' | 'fill' | 'restore';

type Row = Readonly<Partial<Record<OrderEventType, Target>>>;

const live: Row = {
  OrderAccepted: 'same',
  OrderRejected: 'rejected',
  OrderFilled: 'fill',
  OrderCancelRequested: 'pending_cancel',
  OrderReplaceRequested: 'pending_replace',
  OrderReplaced: 'same',
  OrderCanceled: 'canceled',
  OrderExpired: 'expired',
};

/** A late fill or acceptance is a fact even after the end. */
const ended: Row = { OrderAccepted: 'same', OrderFilled: 'fill' };

export const orderTransitions: Readonly<Record<OrderStatus | 'none', Row>> = {
  none: { OrderCreated: 'created', OrderDenied: 'denied' },
  created: {
    OrderSubmitting: 'submitting',
    OrderDenied: 'denied',
    OrderCanceled: 'canceled',
    OrderExpired: 'expired',
  },
  denied: {},
  submitting: {
    OrderDenied: 'denied',
    OrderAccepted: 'accepted',
    OrderRejected: 'rejected',
    OrderFilled: 'fill',
    OrderInDoubt: 'in_doubt',
    OrderCancelRequested: 'pending_cancel',
    OrderCanceled: 'canceled',
    OrderExpired: 'expired',
  },
  accepted: live,
  partially_filled: live,
  filled: ended,
  pending_cancel: {
    OrderAccepted: 'same',
    OrderRejected: 'rejected',
    OrderFilled: 'fill',
    OrderCancelRejected: 'restore',
    OrderCanceled: 'canceled',
    OrderReplaced: 'same',
    OrderExpired: 'expired',
    OrderInDoubt: 'in_doubt',
  },
  pending_replace: {
    OrderAccepted: 'same',
    OrderRejected: 'rejected',
    OrderFilled: 'fill',
    OrderReplaced: 'restore',
    OrderReplaceRejected: 'restore',
    OrderCancelRequested: 'pending_cancel',
    OrderCanceled: 'canceled',
    OrderExpired: 'expired',
  },
  canceled: ended,
  rejected: ended,
  expired: ended,
  in_doubt: {
    OrderAccepted: 'accepted',
    OrderRejected: 'rejected',
    OrderFilled: 'fill',
    OrderCancelRequested: 'pending_cancel',
    OrderCanceled: 'canceled',
    OrderExpired: 'expired',
  },
};

export function targetOf(status: OrderStatus | 'none', event: OrderEventType): Target | undefined {
  return orderTransitions[status][event];
}
