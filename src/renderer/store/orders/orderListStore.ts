/** All orders of the blotter's view by their creation positions, and the rows of those that it asks for, live. */
import { create } from 'zustand';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { subscribe } from '../link/engineLink.ts';
import { followOrders } from './followOrders.ts';
import { toOrderFilter, type BlotterFilter } from '../../model/orders/orderFilter.ts';
import { engineSort, type ColumnSort } from '../../model/orders/orderSort.ts';

interface OrderListStore {
  /** In the order of the sort; undefined until the engine has answered. */
  readonly positions: Float64Array | undefined;
  readonly rows: ReadonlyMap<number, OrderView>;
}

const noList: OrderListStore = { positions: undefined, rows: new Map() };

export const useOrderList = create<OrderListStore>(() => noList);

/** Lists the orders of `filter` and `sorting` that were created before a position. The returned function forgets them. */
export function watchOrderList(
  filter: BlotterFilter,
  sorting: readonly ColumnSort[],
  before: number,
): () => void {
  const sort = engineSort(sorting);
  const stop = subscribe(
    'orderList',
    { filter: { ...toOrderFilter(filter), createdToPosition: before }, ...(sort.length > 0 && { sort }) },
    { snapshot: ({ positions }) => useOrderList.setState({ positions }), delta: () => undefined },
  );
  return () => {
    stop();
    useOrderList.setState(noList);
  };
}

/** Follows the orders that were created at these positions. Rows of before stay until these have come. */
export function watchListedOrders(positions: readonly number[]): () => void {
  const asked = new Set(positions);
  const take = (orders: readonly OrderView[]): void => {
    useOrderList.setState(({ rows }) => ({
      rows: new Map([
        ...[...rows].filter(([position]) => asked.has(position)),
        ...orders.map((order) => [order.createdPosition, order] as const),
      ]),
    }));
  };
  return followOrders({ createdPositions: [...asked] }, asked.size, take);
}
