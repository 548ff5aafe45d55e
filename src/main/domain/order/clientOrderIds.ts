/** How client order ids are made from an order's own id. */
import {
  markedClientOrderId,
  unmarkedOrderId,
  type ClientOrderId,
  type OrderId,
} from '../../../shared/kernel/ids.ts';

/** The first client order id is the order's own id; each replace adds its number to it. */
export function clientOrderIdOf(orderId: OrderId, replaceCount: number): ClientOrderId {
  return markedClientOrderId(orderId, replaceCount === 0 ? '' : `-r${replaceCount}`);
}

export function orderIdOfClient(clientOrderId: ClientOrderId): OrderId {
  return unmarkedOrderId(clientOrderId, /-r\d+$/);
}

/**
 * Whether this program makes ids of this form: a UUID of version 8 (version 7 in older stores and for kill switches),
 * with what an exit, a kill switch or a replace has added to it.
 */
export function isOwnClientOrderId(clientOrderId: ClientOrderId | OrderId): boolean {
  return ownForm.test(clientOrderId);
}

const ownForm =
  /^[0-9a-f]{8}-?[0-9a-f]{4}-?[78][0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}(?:-(?:f|sl|tp)\d*)?(?:-r\d+)?$/;

/** The number that a replace gave the id; 0 for the first id of an order, and where there is no id yet. */
export function replaceNumberOf(clientOrderId: ClientOrderId | undefined): number {
  return Number(/-r(\d+)$/.exec(clientOrderId ?? '')?.[1] ?? 0);
}
