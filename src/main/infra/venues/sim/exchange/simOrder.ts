/** A live order inside the venue, in ticks and lots. Mutable: only the exchange and its markets touch it. */
import type { OrderType, Side, TimeInForce } from '../../../../domain/order/orderTerms.ts';
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { BookOrder } from './book.ts';
import type { Grid } from './grid.ts';
import type { StoredOrder, StoredStatus } from '../record/recordRows.ts';

export interface SimOrder extends BookOrder {
  readonly owner: 'client';
  /** The venue's number of the order, from 1. */
  readonly sequence: number;
  readonly venueOrderId: string;
  /** The id it was submitted under: the key of idempotency. */
  readonly clientOrderId: string;
  /** The id it has now; a replace gives a new one. */
  currentClientOrderId: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly goodTill: EpochMicros | undefined;
  readonly reduceOnly: boolean;
  /** Where it queues: the stop price until a stop is triggered, then the limit price. */
  ticks: number;
  limitTicks: number | undefined;
  stopTicks: number | undefined;
  lots: number;
  openLots: number;
  triggered: boolean;
  status: StoredStatus;
  reason: string | undefined;
  /** Smaller is older: the order of queueing, kept over a restart. */
  priority: number;
  readonly acceptedAt: EpochMicros;
  updatedAt: EpochMicros;
  repeatedSubmissions: number;
}

/** Nothing more will happen to it. */
export function isDone(order: SimOrder): boolean {
  return order.status !== 'accepted' && order.status !== 'partially_filled';
}

/** Whether it waits for its stop price. */
export function isWaitingStop(order: SimOrder): boolean {
  return order.stopTicks !== undefined && !order.triggered;
}

/** The form in which the record keeps it. */
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
