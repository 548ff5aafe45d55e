/** The venue's checks of a replace, and the terms that the order gets by it. */
import { hasLimitPrice } from '../../../../domain/order/orderTerms.ts';
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import { readLots, readPrice, type Rejection } from './admitOrder.ts';
import type { Grid } from './grid.ts';
import type { ReplaceOrderRequest } from '../wire/protocol.ts';
import { isWaitingStop, type SimOrder } from './simOrder.ts';

export interface Replacement {
  /** The new total quantity, filled lots included. */
  readonly lots: number;
  readonly limitTicks: number | undefined;
  readonly stopTicks: number | undefined;
  /** Whether the order keeps its place: its prices stay and its quantity does not grow. */
  readonly keepsPriority: boolean;
}

/** The order's terms after the replace, or the reason why it can't be done. */
export function readReplacement(
  request: ReplaceOrderRequest,
  order: SimOrder,
  grid: Grid,
): Result<Replacement, Rejection> {
  const { quantity, limitPrice, stopPrice } = request;
  if (quantity === undefined && limitPrice === undefined && stopPrice === undefined) {
    return reject('replace_empty', 'a replace must change quantity or price');
  }
  if (limitPrice !== undefined && !hasLimitPrice(order.orderType)) {
    return reject('price_unexpected', `a ${order.orderType} order takes no limit price`);
  }
  if (stopPrice !== undefined && !isWaitingStop(order)) {
    return reject('price_unexpected', 'the order does not wait for a stop price');
  }
  const lots = quantity === undefined ? ok(order.lots) : readLots(quantity, grid);
  if (!lots.ok) return lots;
  const filled = order.lots - order.openLots;
  if (lots.value <= filled) {
    return reject(
      'quantity_below_filled',
      `quantity ${quantity} is not above the filled ${grid.quantityText(filled)}`,
    );
  }
  const limit = limitPrice === undefined ? ok(order.limitTicks) : readPrice('limit price', limitPrice, grid);
  if (!limit.ok) return limit;
  const stop = stopPrice === undefined ? ok(order.stopTicks) : readPrice('stop price', stopPrice, grid);
  if (!stop.ok) return stop;
  const samePrices = limit.value === order.limitTicks && stop.value === order.stopTicks;
  return ok({
    lots: lots.value,
    limitTicks: limit.value,
    stopTicks: stop.value,
    keepsPriority: samePrices && lots.value <= order.lots,
  });
}

function reject(code: string, reason: string): Result<never, Rejection> {
  return err({ code, reason });
}
