/** How client order ids are made of an order's own id. */
import type { ClientOrderId, OrderId } from '../../../shared/kernel/ids.ts';

/** The first client order id is the order's own; each replace numbers a new one. */
export function clientOrderIdOf(orderId: OrderId, replaceCount: number): ClientOrderId {
  const text = replaceCount === 0 ? orderId : `${orderId}-r${replaceCount}`;
  return text as ClientOrderId;
}

export function orderIdOfClient(clientOrderId: ClientOrderId): OrderId {
  return clientOrderId.replace(/-r\d+$/, '') as OrderId;
}

/** The number that a replace gave the id; 0 for a first one. */
export function replaceNumberOf(clientOrderId: ClientOrderId): number {
  return Number(/-r(\d+)$/.exec(clientOrderId)?.[1] ?? 0);
}
