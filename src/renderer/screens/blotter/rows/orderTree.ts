/** Puts exits below the order that they protect, whatever the sort says. */
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';

/** An exit whose entry is not in view keeps its own place. */
export function nestChildren(sorted: readonly OrderView[]): readonly OrderView[] {
  const children = new Map<OrderId, OrderView[]>();
  for (const order of sorted) {
    if (order.parentOrderId === undefined) continue;
    children.set(order.parentOrderId, [...(children.get(order.parentOrderId) ?? []), order]);
  }
  if (children.size === 0) return sorted;
  const here = new Set(sorted.map((order) => order.orderId));
  const nested: OrderView[] = [];
  for (const order of sorted) {
    if (order.parentOrderId !== undefined && here.has(order.parentOrderId)) continue;
    nested.push(order);
    const own = children.get(order.orderId);
    if (own !== undefined) nested.push(...own.toSorted((a, b) => ((a.role ?? '') > (b.role ?? '') ? -1 : 1)));
  }
  return nested;
}
