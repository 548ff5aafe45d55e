/** Orders for tests. */
import type { OrderView } from '../../shared/contract/orders.ts';

export function order(change: Partial<OrderView> = {}): OrderView {
  return {
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
  };
}
