/** The port of the audit browser: finds events by what a person knows about them. */
import type { StoredEvent } from '../events/storedEvent.ts';

export interface EventSearchQuery {
  readonly streamId?: string | undefined;
  readonly streamPrefix?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** Part of the actor: `root` finds `operator:root`. */
  readonly actor?: string | undefined;
  /** Part of any id of the envelope, or of the data's text. */
  readonly text?: string | undefined;
  /** UTC text, inclusive. */
  readonly timeFrom?: string | undefined;
  /** UTC text, exclusive. */
  readonly timeTo?: string | undefined;
  /** Exclusive. */
  readonly beforePosition?: number | undefined;
  readonly limit?: number | undefined;
}

export interface StreamSummary {
  readonly streamId: string;
  readonly events: number;
  readonly lastType: string;
  readonly lastPosition: number;
  readonly lastTime: string;
}

export interface EventsFound {
  readonly events: readonly StoredEvent[];
  /** The oldest position that was looked at: older events may match too, unless it is 1. */
  readonly searchedTo: number;
}

export interface EventSearch {
  /** Newest first. It may stop before it has found `limit` events, or any. */
  search(query: EventSearchQuery): EventsFound;
  /** Streams by last activity, newest first. */
  streams(query: { readonly text?: string | undefined; readonly limit: number }): {
    readonly streams: readonly StreamSummary[];
    readonly total: number;
  };
}
