/** The port of the audit browser: finds events by what a person knows about them. */
import type { StoredEvent } from '../events/storedEvent.ts';

export interface EventSearchQuery {
  readonly streamId?: string | undefined;
  readonly streamPrefix?: string | undefined;
  readonly types?: readonly string[] | undefined;
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

export interface EventSearch {
  /** Newest first; `more` says whether older ones match too. */
  search(query: EventSearchQuery): { readonly events: readonly StoredEvent[]; readonly more: boolean };
  /** Streams by last activity, newest first. */
  streams(query: { readonly text?: string | undefined; readonly limit: number }): {
    readonly streams: readonly StreamSummary[];
    readonly total: number;
  };
}
