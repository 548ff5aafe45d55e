/** What a venue reports against an operator's settlement of an order. */
import type { Evidence } from '../orderEvents.ts';
import type { Contradiction, Order, OrderStatus } from '../orderState.ts';

/**
 * What contradicts a settlement, by the status that it gave the order. A fill that the operator did not give has an
 * alert of its own, and so has an order that works again.
 */
const against: Readonly<Partial<Record<OrderStatus, readonly Contradiction[]>>> = {
  filled: ['accepted', 'working', 'canceled', 'expired', 'rejected'],
  canceled: ['accepted'],
  expired: ['accepted'],
  rejected: ['accepted', 'canceled', 'expired'],
};

/** Whether this is the first time that the venue contradicts the settlement in this way. */
export function contradicts(says: Contradiction, evidence: Evidence, order: Order): boolean {
  const { settledByHand, status } = order;
  if (settledByHand === undefined || settledByHand.contradictedBy.includes(says)) return false;
  // When the venue was asked about an order, its acceptance is only inferred from the answer.
  const isItsOwn = evidence === 'venue' || (evidence === 'reconciliation' && says === 'working');
  return isItsOwn && against[status]?.includes(says) === true;
}
