/** The last events of the log in memory, for all subscribers. */
import type { StoredEvent } from '../storedEvent.ts';

/** How many events are kept for subscribers that keep up, so that nobody reads them again. */
export const recentEventsMax = 2_048;

/** The events that were committed last. All subscribers share them, and keep no others in memory. */
export class RecentEvents {
  private events: StoredEvent[] = [];

  add(events: readonly StoredEvent[]): void {
    // A large append has more events than a call may have arguments, so they are not spread.
    for (const event of events) this.events.push(event);
    // Not cut at each commit, because moving thousands of entries each time would cost too much.
    if (this.events.length >= 2 * recentEventsMax) this.events = this.events.slice(-recentEventsMax);
  }

  /**
   * The next events after a position. Undefined when they are too old to be here, and when there is none after it yet.
   */
  after(position: number, eventsMax: number): readonly StoredEvent[] | undefined {
    const first = this.events[0]?.position;
    if (first === undefined || position + 1 < first) return undefined;
    const start = position + 1 - first;
    return start < this.events.length ? this.events.slice(start, start + eventsMax) : undefined;
  }
}
