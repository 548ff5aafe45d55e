/** What an order becomes by a change that was asked for. */
import type { ReplaceTerms } from './orderState.ts';
import type { OrderTerms } from './orderTerms.ts';

/** The terms that the order has once the change is done. */
export function amendedTerms(
  terms: OrderTerms,
  { quantity, limitPrice, stopPrice }: ReplaceTerms,
): OrderTerms {
  return {
    ...terms,
    ...(quantity !== undefined && { quantity }),
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
  };
}
