/**
 * The one notion of an amend that brings no risk, for whoever lets it pass where a new order would not: risk, the
 * leave gate, a venue's open or isolated breaker.
 */
import type { Order, ReplaceTerms } from './orderState.ts';

/**
 * Whether the amended order is at most a part of the order as it stands: no larger, and every market that fills it
 * fills the present one too. So a buy's limit may fall and a sell's may rise; the trigger of a stop may move away
 * from the market, for a buy up and for a sell down, which is a step towards its cancel. What is unchanged reduces.
 */
export function onlyReduces({ terms }: Pick<Order, 'terms'>, change: ReplaceTerms): boolean {
  const { quantity = terms.quantity, limitPrice = terms.limitPrice, stopPrice = terms.stopPrice } = change;
  const isNoLarger = quantity <= terms.quantity;
  return terms.side === 'buy'
    ? isNoLarger && isAtMost(limitPrice, terms.limitPrice) && isAtMost(terms.stopPrice, stopPrice)
    : isNoLarger && isAtMost(terms.limitPrice, limitPrice) && isAtMost(stopPrice, terms.stopPrice);
}

/** A price that only one of both has cannot be compared: that is another kind of order. */
function isAtMost(price: bigint | undefined, other: bigint | undefined): boolean {
  return price === undefined || other === undefined ? price === other : price <= other;
}
