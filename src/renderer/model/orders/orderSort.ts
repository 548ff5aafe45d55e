/** Sorts orders by column: which fields the engine can sort by, and the same order here for live rows. */
import type { OrderSort, OrderView } from '../../../shared/contract/orders.ts';
import { tryDecimal } from '../../format/decimals.ts';
import { namesOf } from '../../../shared/kernel/names.ts';

type Key = string | number | bigint;

interface Sortable {
  /** The column that sorts by the field. */
  readonly column: string;
  readonly key: (order: OrderView) => Key;
}

const lowest = -(10n ** 30n);
const quantityOf = (text: string | undefined): bigint => tryDecimal(text) ?? lowest;

/** By the engine's name of the field. */
const sortables: Readonly<Record<OrderSort['field'], Sortable>> = {
  createdAt: { column: 'time', key: (order) => order.createdAt },
  updatedAt: { column: 'updated', key: (order) => order.updatedAt },
  position: { column: 'order', key: (order) => order.position },
  symbol: { column: 'symbol', key: (order) => order.symbol },
  side: { column: 'side', key: (order) => order.side },
  orderType: { column: 'type', key: (order) => order.orderType },
  quantity: { column: 'quantity', key: (order) => quantityOf(order.quantity) },
  price: { column: 'price', key: (order) => quantityOf(order.limitPrice ?? order.stopPrice) },
  filledQuantity: { column: 'filled', key: (order) => quantityOf(order.filledQuantity) },
  averagePrice: { column: 'average', key: (order) => quantityOf(order.averagePrice) },
  status: { column: 'status', key: (order) => order.status },
  strategy: { column: 'strategy', key: (order) => order.strategy },
  venue: { column: 'venue', key: (order) => order.venue },
  acknowledgeMs: { column: 'acknowledge', key: (order) => order.acknowledgeMs ?? -1 },
};

const fieldOfColumn: ReadonlyMap<string, OrderSort['field']> = new Map(
  namesOf(sortables).map((field) => [sortables[field].column, field]),
);

export interface ColumnSort {
  readonly id: string;
  readonly desc: boolean;
}

const sortMax = 4;

/** The sort in the engine's form, so that the engine loads the right rows. */
export function engineSort(sorting: readonly ColumnSort[]): OrderSort[] {
  return sorting.slice(0, sortMax).flatMap((sort) => {
    const field = fieldOfColumn.get(sort.id);
    return field === undefined ? [] : [{ field, descending: sort.desc }];
  });
}

/**
 * Compares two orders. Orders that are equal in all columns are sorted by their creation, in the direction of the last
 * column, and newest first without one: the engine does the same.
 */
export function compareOrders(sorting: readonly ColumnSort[]): (a: OrderView, b: OrderView) => number {
  const keys = sorting.flatMap((sort) => {
    const field = fieldOfColumn.get(sort.id);
    return field === undefined ? [] : [{ key: sortables[field].key, sign: sort.desc ? -1 : 1 }];
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
