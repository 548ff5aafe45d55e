/** What a message of the venue means for the desk. */
import type { VenueReport } from '../../../../engine/ports.ts';

export type FixFact =
  | { readonly type: 'report'; readonly report: VenueReport }
  /** The engine has no event for it, so a person must see it. */
  | { readonly type: 'notice'; readonly id: string; readonly text: string; readonly clOrdId?: string }
  /** The venue refuses our question about the order with this ClOrdID. */
  | { readonly type: 'unanswered'; readonly clOrdId: string }
  /** The venue has answered the request for its open orders with this id: wholly, or `why` not. */
  | { readonly type: 'listed'; readonly listId: string; readonly why?: string };
