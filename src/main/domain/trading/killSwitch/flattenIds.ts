/** Ids of the orders with which a kill switch closes positions. */
import { markedOrderId, type OrderId } from '../../../../shared/kernel/ids.ts';

export function flattenIdOf(killId: string, number: number): OrderId {
  return markedOrderId(killId, `-f${number}`);
}

/** The number of an order that closes a position; 0 for any other order. */
export function flattenNumberOf(orderId: OrderId): number {
  return Number(/-f(\d+)$/.exec(orderId)?.[1] ?? 0);
}
