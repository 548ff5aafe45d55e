/** The order of rows in a subscription: the same as the stores' own, so that a changed row can be placed without asking. */
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { OrderView } from '../../../engine/readmodel/orderView.ts';
import type { OrderQuery, OrderSortField } from '../../../engine/readmodel/orderViewStore.ts';

export type RowOrder = (a: OrderView, b: OrderView) => number;

/** Newest first without a sort; ties are broken by creation, the newest first. */
export function rowOrder(sort: OrderQuery['sort']): RowOrder {
  const keys = (sort ?? []).map(({ field, descending }) => {
    const compare = comparisons[field];
    return descending ? (a: OrderView, b: OrderView) => compare(b, a) : compare;
  });
  return (a, b) => {
    for (const compare of keys) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return b.createdPosition - a.createdPosition;
  };
}

const byText = (read: (row: OrderView) => string): RowOrder => {
  return (a, b) => {
    const [left, right] = [read(a), read(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  };
};

const comparisons: Readonly<Record<OrderSortField, RowOrder>> = {
  createdAt: byText((row) => row.createdAt),
  updatedAt: byText((row) => row.updatedAt),
  symbol: byText((row) => row.symbol),
  side: byText((row) => row.side),
  status: byText((row) => row.status),
  strategy: byText((row) => row.strategy),
  venue: byText((row) => row.venue),
  position: (a, b) => a.position - b.position,
  quantity: (a, b) => {
    const [left, right] = [decimal(a.quantity), decimal(b.quantity)];
    return left < right ? -1 : left > right ? 1 : 0;
  },
};
