/**
 * The `events` topic: the newest events that match an audit query, and every later one. The search answers late: the
 * matching events since the question wait for its answer.
 */
import type { TopicParameters, TopicSnapshot } from '../../../../shared/contract/streams.ts';
import type { EventBus } from '../../../engine/events/subscriptions/eventBus.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import type { Scheduler } from '../../../engine/ports.ts';
import type { EventSearch, EventsFound } from '../../../engine/queries/eventSearch.ts';
import { eventView } from '../../views/eventView.ts';
import { FeedQuestion } from '../feedQuestion.ts';
import type { FeedFactory, Framed, TopicFeed } from '../topicFeed.ts';
import { matchesEvent } from './matchesEvent.ts';

/** How many events a snapshot has when the query names no limit. */
export const eventsLimitDefault = 200;

export interface EventSource {
  readonly bus: EventBus;
  readonly search: EventSearch;
  readonly scheduler: Scheduler;
}

type Query = TopicParameters<'events'>['query'];

export function eventsFeeds(source: EventSource): FeedFactory<'events'> {
  let made = 0;
  return ({ query }, changed) => {
    return new EventsFeed(source, query, `window events ${++made}`, changed);
  };
}

class EventsFeed implements TopicFeed {
  private readonly source: EventSource;
  private readonly query: Query;
  private readonly limit: number;
  private readonly name: string;
  private readonly changed: () => void;
  private readonly question: FeedQuestion<EventsFound>;
  /**
   * Matching events that were not sent yet, oldest first, at most the newest `limit` of them. With more events there is
   * an overrun.
   */
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
    this.question = new FeedQuestion(source.scheduler, changed);
  }

  snapshot(): Framed | undefined {
    const { search, bus } = this.source;
    this.stop ??= bus.subscribe(this.name, (committed) => this.take(committed));
    const found = this.question.take();
    if (found === undefined) {
      this.question.ask(() => search.search({ ...this.query, limit: this.limit }));
      return undefined;
    }
    const newer = this.pending.filter(({ position }) => position > found.position);
    const page = [...newer.toReversed(), ...found.events].slice(0, this.limit);
    // After an overrun, the events between the found ones and the newer ones are missing; a full page needs neither.
    const oldest = page.length < newer.length + found.events.length ? page.at(-1)?.position : undefined;
    this.forget();
    this.position = Math.max(this.position, found.position);
    const data: TopicSnapshot<'events'> = {
      events: page.map(eventView),
      searchedTo: oldest ?? found.searchedTo,
    };
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
    this.question.drop();
    this.forget();
  }

  close(): void {
    this.pause();
  }

  private take(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (event.position <= this.position) continue;
      this.position = event.position;
      if (matchesEvent(event, this.query)) this.pending.push(event);
    }
    if (this.pending.length === 0) return;
    // There are more events than the window shows. A snapshot of its newest page has the same content.
    if (this.pending.length > this.limit) {
      this.pending = this.pending.slice(-this.limit);
      this.overrun = true;
    }
    this.changed();
  }

  private forget(): void {
    this.pending = [];
    this.overrun = false;
  }
}
