/**
 * The events of `venue-<id>` streams: a venue's connection, its circuit breaker, and how its record compares with ours.
 */
import type { AccountId, ClientOrderId, OrderId, Ticker, VenueOrderId } from '../../../shared/kernel/ids.ts';
import type { SessionMark } from './sessionMark.ts';

export const breakerStates = ['closed', 'open', 'half_open', 'isolated'] as const;
/** `isolated`: a person holds the breaker open until a person resets it. */
export type BreakerState = (typeof breakerStates)[number];

/** Where calls to a venue wait. */
export const queueingPlaces = ['limiter', 'bulkhead'] as const;
export type QueueingPlace = (typeof queueingPlaces)[number];

/** Where a venue's record of our orders comes from. */
export const venueRecordSources = ['answers', 'messages'] as const;
export type VenueRecordSource = (typeof venueRecordSources)[number];

/** What started a comparison of the venue's record with ours. */
export const reconciliationTriggers = [
  'start',
  'reconnect',
  'periodic',
  'operator',
  /** The venue speaks again after a silence in which its connection stood. */
  'silence',
  /** An operator has settled an order by hand, or the venue has contradicted a settlement. */
  'settlement',
  /** The drop copy and the order session differ, or differ no more. */
  'drop_copy',
] as const;
export type ReconciliationTrigger = (typeof reconciliationTriggers)[number];

export const differenceKinds = [
  'lost_acceptance',
  'lost_rejection',
  'lost_fill',
  'lost_bust',
  'lost_correction',
  'lost_cancel',
  'lost_expiry',
  'lost_replace',
  'lost_restatement',
  'never_received',
  'unknown_order',
  'works_there',
  'unknown_at_venue',
  'filled_quantity',
  'terms',
  'in_doubt',
  'position',
  'untold',
  'drop_copy',
] as const;
/**
 * - `lost_…`: the venue has the fact, and its message did not come.
 * - `never_received`: sent, and never at the venue.
 * - `unknown_order`: the venue has an order that the store did not have as sent.
 * - `works_there`: ended here, and works at the venue.
 * - `unknown_at_venue`: works here, and the venue has never heard of it.
 * - `filled_quantity`: our executions do not add up to the venue's filled quantity.
 * - `terms`: works on both sides, with another quantity or price.
 * - `in_doubt`: still without proof.
 * - `position`: net quantities differ.
 * - `untold`: works here, and the venue has not told what became of it in a time that can't be asked for again.
 * - `drop_copy`: an execution that the drop copy tells otherwise than the order session, or that only one of them knows.
 */
export type DifferenceKind = (typeof differenceKinds)[number];

export interface ReconciliationDifference {
  readonly kind: DifferenceKind;
  readonly orderId?: OrderId;
  readonly clientOrderId?: ClientOrderId;
  /** A sentence with the values of both sides. */
  readonly detail: string;
  /** The store now says what the venue says. */
  readonly resolved: boolean;
}

export interface PositionComparison {
  readonly account?: AccountId;
  readonly symbol: Ticker;
  /** Net quantities as decimals; long is positive. */
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
  /** No difference is left unresolved. */
  readonly clean: boolean;
  /**
   * Which record of the venue was compared: its answers, or only the messages that it has sent by itself. Absent in
   * reports of earlier versions.
   */
  readonly record?: VenueRecordSource;
  /** Venue time of the last execution up to which both records have agreed; absent while they never did. */
  readonly comparedUntil?: string;
  /** Up to when the drop copy was compared with the order session; absent where the venue has none. */
  readonly copiedUntil?: string;
}

export interface VenueEventData {
  readonly ReconciliationReported: ReconciliationReportData;
  /** An operator lets orders leave in spite of these differences, and of no others. */
  readonly ReconciliationAccepted: {
    readonly reason: string;
    readonly differences: readonly ReconciliationDifference[];
  };
  /**
   * An operator wants an order canceled that has ended here and works at the venue. On record before the cancel leaves.
   */
  readonly StrayCancelRequested: {
    readonly orderId: OrderId;
    readonly clientOrderId: ClientOrderId;
    readonly venueOrderId: VenueOrderId;
    readonly symbol: Ticker;
    /** The quantity that the venue may still fill, in units. */
    readonly quantity: string;
    readonly reason: string;
  };
  /** `session`: where a venue counts its messages, the numbers at that moment. */
  readonly VenueConnected: { readonly detail: string; readonly session?: SessionMark };
  readonly VenueDisconnected: { readonly reason: string };
  /**
   * The connection stands, and the venue has not answered when it was asked for a sign of life. `since` is when its
   * last message came, UTC with microseconds.
   */
  readonly VenueFellSilent: { readonly since: string };
  /** The venue sends something again, or its connection is lost. */
  readonly VenueSpokeAgain: { readonly silentMs: number };
  /** The venue said that it was called too fast, and is called more slowly. */
  readonly VenueThrottled: {
    /** The venue's words. */
    readonly reason: string;
    /** How often the venue has said so since `since`. */
    readonly strikes: number;
    /**
     * Orders and questions in a second from now on, until it recovers step by step; may have a fraction. Cancels have
     * a rate of their own.
     */
    readonly ratePerSecond: number;
    /** When the throttle began, UTC with microseconds. */
    readonly since: string;
  };
  /** The venue is called at the configured rate again. */
  readonly VenueThrottleEnded: { readonly ratePerSecond: number };
  /** Calls have begun to wait for the rate limiter or the bulkhead; recorded once, until `VenueQueueingEnded`. */
  readonly VenueQueueingBegan: {
    readonly where: QueueingPlace;
    readonly queued: number;
    readonly queueDepthMax: number;
    /** Calls that were refused so far because the queue was full. */
    readonly refused: number;
  };
  /** No call has waited for a while, or the engine stops. */
  readonly VenueQueueingEnded: {
    readonly where: QueueingPlace;
    /** Time from the first look at which calls waited to the last one, in milliseconds. */
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
    /** Openings since the breaker was last closed; the wait depends on it. */
    readonly openings: number;
    /** When the next probe may be sent, UTC; present for `open`. */
    readonly probeAt?: string;
  };
}

export type VenueEventType = keyof VenueEventData;
export type VenueEvent = {
  readonly [T in VenueEventType]: { readonly type: T; readonly data: VenueEventData[T] };
}[VenueEventType];
