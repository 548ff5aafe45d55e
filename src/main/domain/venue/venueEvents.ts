/** The events of `venue-<id>` streams: its connection and its circuit breaker. */
export const breakerStates = ['closed', 'open', 'half_open', 'isolated'] as const;
/** `isolated` is held open by hand, until it is reset by hand. */
export type BreakerState = (typeof breakerStates)[number];

export interface VenueEventData {
  readonly VenueConnected: { readonly detail: string };
  readonly VenueDisconnected: { readonly reason: string };
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
