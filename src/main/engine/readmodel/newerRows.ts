/** Answers from the rows of a store, with newer rows in the place of those that the store has not taken. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { StoreReadError } from '../events/storeReadError.ts';
import type { OrderView } from '../orders/orderView.ts';
import { orderMatcher } from './orderMatching.ts';
import { rowOrder } from './orderRowOrder.ts';
import { OrderSums } from './orderSums.ts';
import {
  orderQueryLimitMax,
  type OrderFilter,
  type OrderPage,
  type OrderQuery,
  type OrderStatistics,
  type OrderViewStore,
} from './orderViewStore.ts';

export type OrderRows = Pick<OrderViewStore, 'query' | 'positions' | 'statistics' | 'lines'>;

const rowsNotWritten: Fault = {
  code: 'rows_not_written',
  message:
    'all orders at once can not be listed or summed up by symbol while the file of the read model takes no rows',
};

/** `newer` has at most one row of each order. */
export function withNewerRows(store: OrderViewStore, newer: readonly OrderView[]): OrderRows {
  if (newer.length === 0) return store;
  const older = newer.flatMap(({ orderId }) => store.get(orderId) ?? []);
  return {
    query: (query) => pageOf(store, newer, older, query),
    positions() {
      throw new StoreReadError(rowsNotWritten);
    },
    lines() {
      throw new StoreReadError(rowsNotWritten);
    },
    statistics: (filter) => statisticsOf(store, newer, older, filter),
  };
}

function pageOf(
  store: OrderViewStore,
  newer: readonly OrderView[],
  older: readonly OrderView[],
  { filter = {}, sort = [], offset = 0, limit = orderQueryLimitMax }: OrderQuery,
): OrderPage {
  const matches = orderMatcher(filter);
  const replaced = new Set(newer.map(({ orderId }) => orderId));
  const rows = newer.filter(matches);
  const end = offset + Math.min(limit, orderQueryLimitMax);
  // As many as can stand before the end of the page, the replaced ones among them.
  const needed = end + older.length;
  let total = rows.length - older.filter(matches).length;
  for (let read = 0; ;) {
    const found = store.query({ filter, sort, offset: read, limit: needed - read });
    if (read === 0) total += found.total;
    read += found.rows.length;
    for (const row of found.rows) if (!replaced.has(row.orderId)) rows.push(row);
    if (found.rows.length === 0 || read >= needed) break;
  }
  return { rows: rows.toSorted(rowOrder(sort)).slice(offset, end), total };
}

function statisticsOf(
  store: OrderViewStore,
  newer: readonly OrderView[],
  older: readonly OrderView[],
  filter: OrderFilter = {},
): OrderStatistics {
  const matches = orderMatcher(filter);
  const sums = OrderSums.from(store.statistics(filter));
  for (const row of older) if (matches(row)) sums.remove(row);
  for (const row of newer) if (matches(row)) sums.add(row);
  return sums.statistics();
}
