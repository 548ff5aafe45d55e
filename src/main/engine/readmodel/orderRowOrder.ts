/**
 * The order of rows that a sort asks for. It is the same in every store, and in a subscription, which places changed
 * rows itself.
 */
import type { OrderSortField } from '../../domain/order/orderSortFields.ts';
import { inTurn, orderByKey, type RowOrder as OrderOf, type SortKey } from './keyOrder.ts';
import { wideDecimal } from './orderMatching.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { OrderQuery } from './orderViewStore.ts';

export type RowOrder = OrderOf<OrderView>;

/** The value by which each field sorts. */
export const sortKeys: Readonly<Record<OrderSortField, (row: OrderView) => SortKey>> = {
  createdAt: (row) => row.createdAt,
  updatedAt: (row) => row.updatedAt,
  symbol: (row) => row.symbol,
  side: (row) => row.side,
  orderType: (row) => row.orderType,
  quantity: (row) => wideDecimal(row.quantity),
  price: (row) => priceOf(row),
  filledQuantity: (row) => wideDecimal(row.filledQuantity),
  averagePrice: (row) => averagePriceOf(row),
  status: (row) => row.status,
  strategy: (row) => row.strategy,
  venue: (row) => row.venue,
  acknowledgeMs: (row) => row.acknowledgeMs,
  position: (row) => row.position,
};

/** The limit price; the stop price where the order has no limit price. */
export function priceOf(row: OrderView): bigint | undefined {
  return optional(row.limitPrice ?? row.stopPrice);
}

export function averagePriceOf(row: OrderView): bigint | undefined {
  return optional(row.averagePrice);
}

/**
 * Compares two rows by a sort; without a sort the newest comes first. Rows that are equal stand in the order of their
 * creation, in the direction of the last field.
 */
export function rowOrder(sort: OrderQuery['sort'] = []): RowOrder {
  const given = sort.length === 0 ? newestFirst : sort;
  const last = given.at(-1)?.descending ?? true;
  return inTurn([
    ...given.map(({ field, descending }) => orderByKey(sortKeys[field], descending)),
    orderByKey((row) => row.createdPosition, last),
  ]);
}

const newestFirst = [{ field: 'createdAt', descending: true }] as const;

function optional(text: string | undefined): bigint | undefined {
  return text === undefined ? undefined : wideDecimal(text);
}
