/** A live order inside the venue, in ticks and lots. It is mutable: only the exchange and its markets change it. */
import { isEndedAtVenue, type VenueOrderStatus } from '../../../../domain/venue/venueOrderStatus.ts';
import type { OrderType, Side, TimeInForce } from '../../../../domain/order/orderTerms.ts';
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { BookOrder } from './book.ts';
import type { Grid } from './grid.ts';
import type { StoredOrder } from '../record/recordRows.ts';

export interface SimOrder extends BookOrder {
  readonly owner: 'client';
  /** The venue's number of the order, from 1. */
  readonly sequence: number;
  readonly venueOrderId: string;
  /** The id of the order's submission: the key of idempotency. */
  readonly clientOrderId: string;
  /** The order's current id; a replace gives it a new one. */
  currentClientOrderId: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly goodTill: EpochMicros | undefined;
  readonly reduceOnly: boolean;
  /** The price at which the order queues: the stop price until a stop is triggered, then the limit price. */
  ticks: number;
  limitTicks: number | undefined;
  stopTicks: number | undefined;
  lots: number;
  openLots: number;
  triggered: boolean;
  status: VenueOrderStatus;
  reason: string | undefined;
  /** Place in the queue; a smaller number is older. It stays the same over a restart. */
  priority: number;
  readonly acceptedAt: EpochMicros;
  updatedAt: EpochMicros;
  repeatedSubmissions: number;
}

/** Whether nothing more will happen to the order. */
export function isDone(order: SimOrder): boolean {
  return isEndedAtVenue(order.status);
}

/** Whether the order waits for its stop price. */
export function isWaitingStop(order: SimOrder): boolean {
  return order.stopTicks !== undefined && !order.triggered;
}

/** The order in the form of the record. */
export function storedOrder(order: SimOrder, grid: Grid): StoredOrder {
  return {
    sequence: order.sequence,
    venueOrderId: order.venueOrderId,
    clientOrderId: order.clientOrderId,
    currentClientOrderId: order.currentClientOrderId,
    account: order.account,
    symbol: order.symbol,
    side: order.side,
    orderType: order.orderType,
    timeInForce: order.timeInForce,
    goodTill: order.goodTill ?? null,
    reduceOnly: order.reduceOnly,
    quantity: grid.quantityText(order.lots),
    filledQuantity: grid.quantityText(order.lots - order.openLots),
    limitPrice: order.limitTicks === undefined ? null : grid.priceText(order.limitTicks),
    stopPrice: order.stopTicks === undefined ? null : grid.priceText(order.stopTicks),
    triggered: order.triggered,
    status: order.status,
    code: null,
    reason: order.reason ?? null,
    priority: order.priority,
    acceptedAt: order.acceptedAt,
    updatedAt: order.updatedAt,
    repeatedSubmissions: order.repeatedSubmissions,
  };
}
