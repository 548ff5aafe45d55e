/** What each test of the contract of order view stores works with. */
import type { OrderView } from '../../orders/orderView.ts';
import type { OrderFilter, OrderQuery, OrderViewStore } from '../orderViewStore.ts';

/** The store of the running test, and short ways to ask it. */
export interface OrderViewContext {
  save(rows: readonly OrderView[]): void;
  store(): OrderViewStore;
  /** Ids that match a filter, in order of the ids. */
  found(filter: OrderFilter): string[];
  ids(query: OrderQuery): string[];
}
