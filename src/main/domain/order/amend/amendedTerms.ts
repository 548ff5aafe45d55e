/** The terms of an order after a change to it. */
import type { ReplaceTerms } from '../orderState.ts';
import type { OrderTerms } from '../orderTerms.ts';

/** The terms of the order once the change is done. */
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
