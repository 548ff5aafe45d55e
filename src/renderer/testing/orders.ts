/** Orders for tests. */
import { withIds, type Plain } from '../../shared/kernel/testing/plain.ts';
import type { OrderStatistics, OrderView } from '../../shared/contract/orders.ts';

export function order(change: Partial<Plain<OrderView>> = {}): OrderView {
  return withIds<OrderView>({
    orderId: 'o1',
    signalId: 's1',
    account: 'main',
    strategy: 'manual',
    venue: 'sim',
    symbol: 'SPX',
    side: 'buy',
    orderType: 'limit',
    timeInForce: 'DAY',
    quantity: '100',
    limitPrice: '1432.25',
    filledQuantity: '0',
    leavesQuantity: '100',
    filledNotional: '0',
    executions: 0,
    status: 'accepted',
    createdAt: '2026-11-23T09:31:05.877004Z',
    updatedAt: '2026-11-23T09:31:05.877004Z',
    createdPosition: 1,
    position: 1,
    version: 1,
    ...change,
  });
}

/** Totals over a number of orders of which none is executed. */
export function statistics(orders: number): OrderStatistics {
  const none = '0';
  return {
    orders,
    byStatus: {},
    workingByVenue: {},
    buyQuantity: none,
    sellQuantity: none,
    boughtQuantity: none,
    soldQuantity: none,
    boughtNotional: none,
    soldNotional: none,
  };
}
