/** What a venue's reconciliation is at, as the gate for new orders and the screens know it. */

/**
 * Whether new orders leave for a venue. `closed`: not compared since the connection came up, or never connected;
 * `running`: the comparison runs, and orders wait for it; `open`: clean, or accepted by an operator;
 * `differences`: orders are denied with code `venue_unreconciled`. Cancels pass in any state.
 */
export const venueGateStates = ['closed', 'running', 'open', 'differences'] as const;
export type VenueGateState = (typeof venueGateStates)[number];

/** Why the last report says nothing of now: its time is over, the venue was silent since, or an order was settled by hand. */
export const outdatedReasons = ['overdue', 'silence', 'settlement'] as const;
export type Outdated = (typeof outdatedReasons)[number];
