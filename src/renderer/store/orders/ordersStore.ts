/** The orders in the blotter's view, live. */
import { create } from 'zustand';
import type { OrderView } from '../../../shared/contract/orders.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { subscribe } from '../link/engineLink.ts';
import { matchesFilter, toOrderFilter, type BlotterFilter } from '../../model/orders/orderFilter.ts';
import { compareOrders, engineSort, type ColumnSort } from '../../model/orders/orderSort.ts';
import { markSeen, noOrders, takeDelta, takeSnapshot, type OrdersState } from './ordersMerge.ts';

/** How many rows the window holds. The engine chooses them by filter and sort. */
export const ordersInView = 2000;

interface OrdersStore extends OrdersState {
  readonly fault?: FaultView | undefined;
  /** The filter and sort of the rows, as text. */
  readonly view?: string;
}

export const useOrders = create<OrdersStore>(() => noOrders);

function viewText(filter: BlotterFilter, sorting: readonly ColumnSort[]): string {
  return JSON.stringify([filter, sorting]);
}

/** Whether the rows and counts are those of this filter and sort. They are not while the engine is asked. */
export function isCounted(
  { loaded, view }: OrdersStore,
  filter: BlotterFilter,
  sorting: readonly ColumnSort[],
): boolean {
  return loaded && view === viewText(filter, sorting);
}

/** Shows the orders of `filter` and `sorting` from now on. The returned function ends it. */
export function watchOrders(filter: BlotterFilter, sorting: readonly ColumnSort[]): () => void {
  const sort = engineSort(sorting);
  const compare = compareOrders(sorting);
  const view = viewText(filter, sorting);
  // When the view is the same, the known rows stay until the new snapshot comes.
  useOrders.setState((state) =>
    state.view === view
      ? {}
      : { ...noOrders, total: state.total, rows: stillMatching(state.rows, filter), view, fault: undefined },
  );
  return subscribe(
    'orders',
    { filter: toOrderFilter(filter), ...(sort.length > 0 && { sort }), limit: ordersInView },
    {
      snapshot: (data, position) => {
        useOrders.setState((state) => ({ ...takeSnapshot(state, data, position), fault: undefined }));
      },
      delta: (data, position) => {
        useOrders.setState((state) => takeDelta(state, data, position, ordersInView, compare));
      },
      refused: (fault) => {
        useOrders.setState({ fault });
      },
    },
  );
}

function stillMatching(
  rows: ReadonlyMap<string, OrderView>,
  filter: BlotterFilter,
): ReadonlyMap<string, OrderView> {
  return new Map([...rows].filter(([, order]) => matchesFilter(order, filter)));
}

export function markOrdersSeen(ids: readonly string[]): void {
  useOrders.setState((state) => markSeen(state, ids));
}
