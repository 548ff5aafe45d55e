/** The order as its first events left it, for everything that says how it stands. */
import type { OrderDetail } from '../../../shared/contract/api.ts';
import { orderStatuses, type OrderStatus, type OrderView } from '../../../shared/contract/orders.ts';
import { foldOrder } from './foldOrder.ts';

/** `count` events are taken in, undefined means all: the order as it is now. Undefined before the order's first event. */
export function orderAsOf({ order, events }: OrderDetail, count: number | undefined): OrderView | undefined {
  if (count === undefined) return order;
  const past = foldOrder(events.slice(0, count));
  const status = orderStatuses.find((known): known is OrderStatus => known === past?.status);
  if (past === undefined || status === undefined) return undefined;
  const {
    reason: _reason,
    reasonCode: _code,
    limitPrice: _limit,
    stopPrice: _stop,
    averagePrice: _average,
    ...rest
  } = order;
  const {
    quantity = order.quantity,
    leavesQuantity = order.leavesQuantity,
    filledQuantity,
    executions,
  } = past;
  return {
    ...rest,
    status,
    quantity,
    leavesQuantity,
    filledQuantity,
    executions,
    ...(past.limitPrice !== undefined && { limitPrice: past.limitPrice }),
    ...(past.stopPrice !== undefined && { stopPrice: past.stopPrice }),
    ...(past.averagePrice !== undefined && { averagePrice: past.averagePrice }),
    ...(past.reason !== undefined && { reason: past.reason }),
  };
}
