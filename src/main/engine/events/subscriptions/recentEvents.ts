/** The end of the log in memory, shared by all subscribers. */
import type { StoredEvent } from '../storedEvent.ts';

/** Events kept for subscribers that keep up, so that they need not be read again. */
export const recentEventsMax = 2_048;

/** The last events that were committed: what all subscribers share, and all that they ever keep in memory. */
export class RecentEvents {
  private events: StoredEvent[] = [];

  add(events: readonly StoredEvent[]): void {
    this.events.push(...events);
    // Not each time: to move thousands of entries for every commit would cost more than they are worth.
    if (this.events.length >= 2 * recentEventsMax) this.events = this.events.slice(-recentEventsMax);
  }

  /** The next ones after a position; undefined when they are too long ago, or the last one is not here yet. */
  after(position: number, eventsMax: number): readonly StoredEvent[] | undefined {
    const first = this.events[0]?.position;
    if (first === undefined || position + 1 < first) return undefined;
    const start = position + 1 - first;
    return start < this.events.length ? this.events.slice(start, start + eventsMax) : undefined;
  }
}
