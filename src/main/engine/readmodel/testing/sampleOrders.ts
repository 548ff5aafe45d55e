/** Rows of orders for tests. */
import type { OrderView } from '../../orders/orderView.ts';

type IdField =
  | 'orderId'
  | 'signalId'
  | 'clientOrderId'
  | 'venueOrderId'
  | 'parentOrderId'
  | 'account'
  | 'strategy'
  | 'venue'
  | 'symbol';

/** Fields of a row, its ids as plain text. */
export type PlainOrder = Partial<Omit<OrderView, IdField>> & { readonly [Field in IdField]?: string };

/** A row for tests of stores: what matters is given, the rest is plausible. */
export function sampleOrder(index: number, given: PlainOrder = {}): OrderView {
  const createdAt = `2026-11-23T09:30:${String(index % 60).padStart(2, '0')}.${String(index).padStart(6, '0')}Z`;
  const row = {
    orderId: `order-${index}`,
    signalId: `signal-${index}`,
    account: 'main',
    strategy: 'sma-cross',
    venue: 'sim',
    symbol: 'SPX',
    side: 'buy',
    orderType: 'limit',
    timeInForce: 'DAY',
    quantity: '10',
    limitPrice: '1432.25',
    filledQuantity: '0',
    leavesQuantity: '10',
    filledNotional: '0',
    executions: 0,
    status: 'accepted',
    createdAt,
    updatedAt: createdAt,
    createdPosition: index * 10 + 1,
    position: index * 10 + 3,
    version: 2,
    ...given,
  };
  return row as OrderView;
}

export const orderIdsOf = (rows: readonly OrderView[]): string[] => rows.map(({ orderId }) => orderId);
