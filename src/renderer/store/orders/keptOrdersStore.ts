/** Orders that the blotter still shows although its view does not hold them any more. They stay live. */
import { create } from 'zustand';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { followOrders } from './followOrders.ts';

interface KeptOrdersStore {
  readonly rows: ReadonlyMap<OrderId, OrderView>;
}

export const useKeptOrders = create<KeptOrdersStore>(() => ({ rows: new Map() }));

/** Follows these orders from now on. The returned function ends it. */
export function watchKeptOrders(orderIds: readonly OrderId[]): () => void {
  const take = (orders: readonly OrderView[]): void => {
    useKeptOrders.setState(({ rows }) => ({
      rows: new Map([...rows, ...orders.map((order) => [order.orderId, order] as const)]),
    }));
  };
  const stop = followOrders({ orderIds: [...orderIds] }, orderIds.length, take);
  return () => {
    stop();
    useKeptOrders.setState({ rows: new Map() });
  };
}
