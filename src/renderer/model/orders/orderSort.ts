/** Sorts orders by column: which fields the engine can sort by, and the same order here for live rows. */
import type { OrderSort, OrderView } from '../../../shared/contract/orders.ts';
import { tryDecimal } from '../../format/decimals.ts';

type Key = string | number | bigint;

interface Sortable {
  /** The engine's name of the field. */
  readonly field: OrderSort['field'];
  readonly key: (order: OrderView) => Key;
}

const lowest = -(10n ** 30n);
const quantityOf = (text: string | undefined): bigint => tryDecimal(text) ?? lowest;

export const orderSortables: Readonly<Record<string, Sortable>> = {
  time: { field: 'createdAt', key: (order) => order.createdAt },
  updated: { field: 'updatedAt', key: (order) => order.updatedAt },
  order: { field: 'position', key: (order) => order.position },
  symbol: { field: 'symbol', key: (order) => order.symbol },
  side: { field: 'side', key: (order) => order.side },
  type: { field: 'orderType', key: (order) => order.orderType },
  quantity: { field: 'quantity', key: (order) => quantityOf(order.quantity) },
  price: { field: 'price', key: (order) => quantityOf(order.limitPrice ?? order.stopPrice) },
  filled: { field: 'filledQuantity', key: (order) => quantityOf(order.filledQuantity) },
  average: { field: 'averagePrice', key: (order) => quantityOf(order.averagePrice) },
  status: { field: 'status', key: (order) => order.status },
  strategy: { field: 'strategy', key: (order) => order.strategy },
  venue: { field: 'venue', key: (order) => order.venue },
  acknowledge: { field: 'acknowledgeMs', key: (order) => order.acknowledgeMs ?? -1 },
};

export interface ColumnSort {
  readonly id: string;
  readonly desc: boolean;
}

const sortMax = 4;

/** The sort in the engine's form, so that the engine loads the right rows. */
export function engineSort(sorting: readonly ColumnSort[]): OrderSort[] {
  return sorting.slice(0, sortMax).flatMap((sort) => {
    const field = orderSortables[sort.id]?.field;
    return field === undefined ? [] : [{ field, descending: sort.desc }];
  });
}

/**
 * Compares two orders. Where nothing else decides, their creation does, in the direction of the last column and newest
 * first without one: so the engine sorts them.
 */
export function compareOrders(sorting: readonly ColumnSort[]): (a: OrderView, b: OrderView) => number {
  const keys = sorting.flatMap((sort) => {
    const sortable = orderSortables[sort.id];
    return sortable === undefined ? [] : [{ key: sortable.key, sign: sort.desc ? -1 : 1 }];
  });
  return (a, b) => {
    for (const { key, sign } of keys) {
      const [x, y] = [key(a), key(b)];
      if (x !== y) return x < y ? -sign : sign;
    }
    const sign = keys.at(-1)?.sign ?? -1;
    return sign * (a.createdPosition - b.createdPosition) || (a.orderId < b.orderId ? -1 : 1);
  };
}
