/** What a venue says against an operator's word on how an order ended. */
import type { Evidence } from './orderEvents.ts';
import type { Contradiction, Order, OrderStatus } from './orderState.ts';

/** By how it was settled. A fill that was not given by hand is an alarm of its own, and an order that works again too. */
const against: Readonly<Partial<Record<OrderStatus, readonly Contradiction[]>>> = {
  filled: ['accepted', 'working', 'canceled', 'expired', 'rejected'],
  canceled: ['accepted'],
  expired: ['accepted'],
  rejected: ['accepted', 'canceled', 'expired'],
};

/** True once for each thing that it says. */
export function contradicts(says: Contradiction, evidence: Evidence, order: Order): boolean {
  const { settledByHand, status } = order;
  if (settledByHand === undefined || settledByHand.contradictedBy.includes(says)) return false;
  // Of an order that is asked about, the acceptance is inferred.
  const isItsOwn = evidence === 'venue' || (evidence === 'reconciliation' && says === 'working');
  return isItsOwn && against[status]?.includes(says) === true;
}
