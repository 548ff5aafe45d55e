/** The `events` topic: the newest events that match an audit query, and every later one. */
import type { TopicParameters, TopicSnapshot } from '../../../../shared/contract/streams.ts';
import type { EventBus } from '../../../engine/events/eventBus.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import type { EventSearch } from '../../../engine/queries/eventSearch.ts';
import { eventView } from '../../views/eventView.ts';
import type { FeedFactory, Framed, TopicFeed } from '../topicFeed.ts';
import { matchesEvent } from './matchesEvent.ts';

/** How many events a snapshot has when the query names no limit. */
export const eventsLimitDefault = 200;

export interface EventSource {
  readonly bus: EventBus;
  readonly search: EventSearch;
  /** Position of the last event on disk. */
  readonly head: () => number;
}

type Query = TopicParameters<'events'>['query'];

export function eventsFeeds(source: EventSource): FeedFactory {
  let made = 0;
  return (parameters, changed) => {
    const { query } = parameters as TopicParameters<'events'>;
    return new EventsFeed(source, query, `window events ${++made}`, changed);
  };
}

class EventsFeed implements TopicFeed {
  private readonly source: EventSource;
  private readonly query: Query;
  private readonly limit: number;
  private readonly name: string;
  private readonly changed: () => void;
  /** Matching events that were not sent yet, oldest first. There are at most `limit`; more are an overrun. */
  private pending: StoredEvent[] = [];
  private overrun = false;
  private stop: (() => void) | undefined;
  /** All events up to this position have been checked. */
  private position = 0;

  constructor(source: EventSource, query: Query, name: string, changed: () => void) {
    this.source = source;
    this.query = query;
    this.limit = query.limit ?? eventsLimitDefault;
    this.name = name;
    this.changed = changed;
  }

  snapshot(): Framed {
    const { events, searchedTo } = this.source.search.search({ ...this.query, limit: this.limit });
    this.forget();
    this.position = Math.max(this.source.head(), events[0]?.position ?? 0);
    this.stop ??= this.source.bus.subscribe(this.name, (committed) => this.take(committed));
    const data: TopicSnapshot<'events'> = { events: events.map(eventView), searchedTo };
    return { position: this.position, data };
  }

  delta(): Framed | 'overrun' | undefined {
    if (this.overrun) return 'overrun';
    if (this.pending.length === 0) return undefined;
    const events = this.pending.map(eventView);
    this.forget();
    return { position: this.position, data: { events } };
  }

  pause(): void {
    this.stop?.();
    this.stop = undefined;
    this.forget();
  }

  close(): void {
    this.pause();
  }

  private take(events: readonly StoredEvent[]): void {
    if (this.overrun) return;
    for (const event of events) {
      if (event.position <= this.position) continue;
      this.position = event.position;
      if (matchesEvent(event, this.query)) this.pending.push(event);
    }
    if (this.pending.length === 0) return;
    // There are more events than the window shows. A snapshot of its newest page has the same content.
    if (this.pending.length > this.limit) {
      this.forget();
      this.overrun = true;
    }
    this.changed();
  }

  private forget(): void {
    this.pending = [];
    this.overrun = false;
  }
}
