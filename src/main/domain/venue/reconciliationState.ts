/** The state of a venue's reconciliation, as the gate for new orders and the screens know it. */

/**
 * Whether new orders leave for a venue. Cancels pass in any state.
 * - `closed`: not compared since the connection came up, or never connected.
 * - `running`: the comparison runs, and orders wait for it.
 * - `open`: both records agree, or an operator has accepted the differences.
 * - `differences`: orders are denied with the code `venue_unreconciled`.
 */
export const venueGateStates = ['closed', 'running', 'open', 'differences'] as const;
export type VenueGateState = (typeof venueGateStates)[number];

/**
 * Why the last report does not hold any more: it is too old, the venue was silent since, an order was settled by hand,
 * or the differences with the drop copy have changed.
 */
export const outdatedReasons = ['overdue', 'silence', 'settlement', 'drop_copy'] as const;
export type Outdated = (typeof outdatedReasons)[number];
