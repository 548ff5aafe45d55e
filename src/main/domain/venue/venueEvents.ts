/** The events of `venue-<id>` streams: its connection, its circuit breaker and how its record compares with ours. */
export const breakerStates = ['closed', 'open', 'half_open', 'isolated'] as const;
/** `isolated` is held open by hand, until it is reset by hand. */
export type BreakerState = (typeof breakerStates)[number];

/** Where calls to a venue wait. */
export type QueueingPlace = 'limiter' | 'bulkhead';

/** What started a comparison of the venue's record with ours. */
export const reconciliationTriggers = [
  'start',
  'reconnect',
  'periodic',
  'operator',
  /** The venue, whose connection stood, speaks again after a silence. */
  'silence',
  /** An operator has settled an order by hand, or the venue has contradicted that. */
  'settlement',
] as const;
export type ReconciliationTrigger = (typeof reconciliationTriggers)[number];

export const differenceKinds = [
  'lost_acceptance',
  'lost_rejection',
  'lost_fill',
  'lost_cancel',
  'lost_expiry',
  'lost_replace',
  'never_received',
  'unknown_order',
  'works_there',
  'unknown_at_venue',
  'filled_quantity',
  'terms',
  'in_doubt',
  'position',
] as const;
/**
 * `lost_…`: the venue has it, and its message did not come. `never_received`: sent, and never there.
 * `unknown_order`: the venue works or worked an order that is not ours. `works_there`: ended here, working there.
 * `unknown_at_venue`: working here, and the venue has never heard of it. `filled_quantity`: executions and quantity
 * do not add up. `terms`: working on both sides, with another quantity or price. `in_doubt`: still without proof. `position`: net quantities differ.
 */
export type DifferenceKind = (typeof differenceKinds)[number];

export interface ReconciliationDifference {
  readonly kind: DifferenceKind;
  readonly orderId?: string;
  readonly clientOrderId?: string;
  /** A sentence with both sides' values. */
  readonly detail: string;
  /** The store now says what the venue says. */
  readonly resolved: boolean;
}

export interface PositionComparison {
  readonly account?: string;
  readonly symbol: string;
  /** Net quantities as decimals; long positive. */
  readonly ours: string;
  readonly venue: string;
}

/** What a comparison found. Times are UTC with microseconds. */
export interface ReconciliationReportData {
  readonly trigger: ReconciliationTrigger;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly ordersCompared: number;
  readonly executionsCompared: number;
  readonly differences: readonly ReconciliationDifference[];
  readonly positions: readonly PositionComparison[];
  /** No difference is left. */
  readonly clean: boolean;
  /** Executions up to this venue time are in the store; absent where none was compared or the report isn't clean. */
  readonly comparedUntil?: string;
}

export interface VenueEventData {
  readonly ReconciliationReported: ReconciliationReportData;
  /** An operator lets orders out in spite of the differences; these and no others. */
  readonly ReconciliationAccepted: {
    readonly reason: string;
    readonly differences: readonly ReconciliationDifference[];
  };
  /** An operator has an order canceled that the venue works although it has ended here: told before the cancel goes out. */
  readonly StrayCancelRequested: {
    readonly orderId: string;
    readonly clientOrderId: string;
    readonly venueOrderId: string;
    readonly symbol: string;
    /** What the venue may still fill, in units. */
    readonly quantity: string;
    readonly reason: string;
  };
  readonly VenueConnected: { readonly detail: string };
  readonly VenueDisconnected: { readonly reason: string };
  /** The connection stands, it was asked for a sign of life, and has said nothing since then. Time is UTC with microseconds. */
  readonly VenueFellSilent: { readonly since: string };
  /** It says something again, or its connection is lost. */
  readonly VenueSpokeAgain: { readonly silentMs: number };
  /** Calls have begun to wait for the rate limiter or the bulkhead; told once, until `VenueQueueingEnded`. */
  readonly VenueQueueingBegan: {
    readonly where: QueueingPlace;
    readonly queued: number;
    readonly queueDepthMax: number;
    /** Calls refused so far because the queue was full. */
    readonly refused: number;
  };
  /** None has waited for a while, or the engine stops. */
  readonly VenueQueueingEnded: {
    readonly where: QueueingPlace;
    /** From the first look at which calls waited to the last one, in milliseconds. */
    readonly durationMs: number;
    readonly waited: number;
    readonly refused: number;
    readonly queuedMax: number;
    readonly longestWaitMs: number;
  };
  readonly BreakerStateChanged: {
    readonly from: BreakerState;
    readonly to: BreakerState;
    readonly reason: string;
    /** Failures in a row at the time of the change. */
    readonly failures: number;
    /** Times the breaker opened without having closed in between; sets the backoff. */
    readonly openings: number;
    /** When the next probe may go out, UTC; present for `open` by failure. */
    readonly probeAt?: string;
  };
}

export type VenueEventType = keyof VenueEventData;
export type VenueEvent = {
  readonly [T in VenueEventType]: { readonly type: T; readonly data: VenueEventData[T] };
}[VenueEventType];
