/** What a message of the venue means for the desk. */
import type { VenueReport } from '../../../../engine/ports.ts';

/**
 * Something that a person must see. `fact`: the engine has no event for it, so it is not recorded. `contradictory`: it
 * does not fit what the venue or the desk has said before.
 */
export interface OrderNotice {
  /** The same cause always has the same id. */
  readonly id: string;
  readonly kind: 'fact' | 'contradictory';
  readonly text: string;
}

export type FixFact =
  | { readonly type: 'report'; readonly report: VenueReport }
  | ({ readonly type: 'notice' } & OrderNotice)
  /** The venue refuses our question about the order with this ClOrdID. */
  | { readonly type: 'unanswered'; readonly clOrdId: string }
  /** The venue has answered the request for its open orders with this id, completely or with the reason `why` not. */
  | { readonly type: 'listed'; readonly listId: string; readonly why?: string };
