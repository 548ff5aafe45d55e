/** Follows some orders: their rows as they are, and each later change. */
import type { OrderFilter, OrderView } from '../../../shared/contract/orders.ts';
import { subscribe } from '../link/engineLink.ts';

/** `limit` is how many orders can match. The returned function ends it. */
export function followOrders(
  filter: OrderFilter,
  limit: number,
  take: (orders: readonly OrderView[]) => void,
): () => void {
  return subscribe(
    'orders',
    { filter, limit: Math.max(1, limit) },
    { snapshot: ({ rows }) => take(rows), delta: ({ upserts }) => take(upserts), refused: () => undefined },
  );
}
