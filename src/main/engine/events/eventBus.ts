/** In-process, ordered delivery of committed events. One subscriber's trouble is no one else's. */
import type { Logger } from '../ports.ts';
import type { StoredEvent } from './storedEvent.ts';

export type EventSubscriber = (events: readonly StoredEvent[]) => void;

export interface EventBus {
  /** Events of each commit, in order. A subscriber that throws is logged and goes on with the next batch. */
  subscribe(name: string, subscriber: EventSubscriber): () => void;
}

export function createEventBus(logger: Logger): EventBus & { publish(events: readonly StoredEvent[]): void } {
  const subscribers = new Map<string, EventSubscriber>();
  return {
    subscribe(name, subscriber) {
      subscribers.set(name, subscriber);
      return () => {
        if (subscribers.get(name) === subscriber) subscribers.delete(name);
      };
    },
    publish(events) {
      for (const [name, subscriber] of subscribers) {
        try {
          subscriber(events);
        } catch (error) {
          logger.log('error', 'event subscriber failed', { subscriber: name, error: String(error) });
        }
      }
    },
  };
}
