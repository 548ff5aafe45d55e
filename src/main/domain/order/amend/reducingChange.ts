/**
 * The one definition of an amend that brings no risk. Everything that lets such an amend pass where a new order would
 * not pass uses it: risk, the trading gate, the venue gate, and a venue's breaker.
 */
import type { Order, ReplaceTerms } from '../orderState.ts';

/**
 * Whether the amended order is at most a part of the present order: it is no larger, and every market that fills it
 * fills the present order too. So a buy's limit may fall, and a sell's may rise. The trigger of a stop may move away
 * from the market, up for a buy and down for a sell, which is a step towards its cancel. A change that changes nothing
 * reduces too.
 */
export function onlyReduces({ terms }: Pick<Order, 'terms'>, change: ReplaceTerms): boolean {
  const { quantity = terms.quantity, limitPrice = terms.limitPrice, stopPrice = terms.stopPrice } = change;
  const isNoLarger = quantity <= terms.quantity;
  return terms.side === 'buy'
    ? isNoLarger && isAtMost(limitPrice, terms.limitPrice) && isAtMost(terms.stopPrice, stopPrice)
    : isNoLarger && isAtMost(terms.limitPrice, limitPrice) && isAtMost(stopPrice, terms.stopPrice);
}

/** A price that only one of both has can't be compared: that is another kind of order. */
function isAtMost(price: bigint | undefined, other: bigint | undefined): boolean {
  return price === undefined || other === undefined ? price === other : price <= other;
}
