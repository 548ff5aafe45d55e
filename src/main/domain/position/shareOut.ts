/** Shares out what is left to close among the orders that would close it, in a given order. */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { minimum, subtract, type Decimal } from '../../../shared/kernel/decimal.ts';

export interface Wish {
  readonly id: OrderId;
  readonly quantity: Decimal;
}

/**
 * Each order gets what it asks for until nothing is left. So the last ones get nothing, and at most one gets a part.
 */
export function shareOut(left: Decimal, wishes: readonly Wish[]): ReadonlyMap<OrderId, Decimal> {
  const shares = new Map<OrderId, Decimal>();
  let rest = left;
  for (const { id, quantity } of wishes) {
    const share = minimum(quantity, rest);
    shares.set(id, share);
    rest = subtract(rest, share);
  }
  return shares;
}
