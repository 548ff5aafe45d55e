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

/**
 * Whether an id is one that this program makes: a UUID of version 8, or 7 in older stores and for kills, or what an
 * exit, a kill or a replace has added to one.
 */
export function isOwnClientOrderId(clientOrderId: string): boolean {
  return ownForm.test(clientOrderId);
}

const ownForm =
  /^[0-9a-f]{8}-?[0-9a-f]{4}-?[78][0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}(?:-(?:f|sl|tp)\d*)?(?:-r\d+)?$/;

/** The number that a replace gave the id; 0 for a first one, and before there is one. */
export function replaceNumberOf(clientOrderId: ClientOrderId | undefined): number {
  return Number(/-r(\d+)$/.exec(clientOrderId ?? '')?.[1] ?? 0);
}
