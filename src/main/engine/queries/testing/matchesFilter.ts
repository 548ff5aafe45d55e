/** A filter asked for one row. */
import { orderMatcher } from '../../readmodel/orderMatching.ts';
import type { OrderView } from '../../orders/orderView.ts';
import type { OrderFilter } from '../../readmodel/orderViewStore.ts';

/** Whether one row belongs to a filter; for many rows make the matcher once. */
export function matchesFilter(row: OrderView, filter: OrderFilter): boolean {
  return orderMatcher(filter)(row);
}
