/** The order of rows in a subscription: the same as the stores' own, so that a changed row can be placed without asking. */
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { OrderView } from '../../../engine/readmodel/orderView.ts';
import type { OrderQuery, OrderSortField } from '../../../engine/readmodel/orderViewStore.ts';

export type RowOrder = (a: OrderView, b: OrderView) => number;

/** Newest first without a sort; ties are broken by creation, in the direction of the last key. */
export function rowOrder(sort: OrderQuery['sort']): RowOrder {
  const given = sort === undefined || sort.length === 0 ? newestFirst : sort;
  const last = given.at(-1)?.descending ?? true;
  const keys = given.map(({ field, descending }) => directed(comparisons[field], descending));
  const ties = directed((a, b) => a.createdPosition - b.createdPosition, last);
  return (a, b) => {
    for (const compare of keys) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return ties(a, b);
  };
}

const newestFirst = [{ field: 'createdAt', descending: true }] as const;

function directed(compare: RowOrder, descending: boolean): RowOrder {
  return descending ? (a, b) => compare(b, a) : compare;
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
