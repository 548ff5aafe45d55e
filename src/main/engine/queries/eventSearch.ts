/** The port of the audit browser: it finds events by what a person knows about them. */
import type { StreamId } from '../../../shared/kernel/ids.ts';
import type { StoredEvent } from '../events/storedEvent.ts';

export interface EventSearchQuery {
  readonly streamId?: string | undefined;
  readonly streamPrefix?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** Part of the actor: `root` finds `operator:root`. */
  readonly actor?: string | undefined;
  /** Part of any id of the event, of its type or actor, or of its data as text. */
  readonly text?: string | undefined;
  /** Earliest time, inclusive; UTC text. */
  readonly timeFrom?: string | undefined;
  /** Latest time, exclusive; UTC text. */
  readonly timeTo?: string | undefined;
  /** Only events after this position. */
  readonly afterPosition?: number | undefined;
  /** Only events before this position. */
  readonly beforePosition?: number | undefined;
  readonly limit?: number | undefined;
}

export interface StreamSummary {
  readonly streamId: StreamId;
  readonly events: number;
  readonly lastType: string;
  readonly lastPosition: number;
  readonly lastTime: string;
}

export interface EventsFound {
  readonly events: readonly StoredEvent[];
  /** The oldest position that the search has looked at; 1 where nothing older can match. */
  readonly searchedTo: number;
  /** The newest position on disk when the search began. */
  readonly position: number;
}

export interface StreamsQuery {
  /** Part of the stream's name. */
  readonly text?: string | undefined;
  readonly limit: number;
}

export interface StreamsFound {
  readonly streams: readonly StreamSummary[];
  /** How many streams match, however many are listed. */
  readonly total: number;
}

/** Looks through every event that is on disk when it is asked. Promises reject with StoreReadError. */
export interface EventSearch {
  /**
   * Finds events, newest first; EventNotUnderstood stands in the place of one that means nothing. The search may stop
   * before it has found `limit` events, or any event.
   */
  search(query: EventSearchQuery): Promise<EventsFound>;
  /** Streams by the time of their last event, newest first. */
  streams(query: StreamsQuery): Promise<StreamsFound>;
}
