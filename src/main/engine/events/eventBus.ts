/**
 * Delivery of committed events to whoever wants to know of them. A listener is called at once, in the engine's own
 * turn: for what must be up to date before anything else happens. A durable subscriber has a checkpoint and gets every
 * event at least once, when there is time. One subscriber's trouble is no one else's.
 */
import type { SeenHead } from './seenHead.ts';
import type { StoredEvent } from './storedEvent.ts';
import type { DurableSubscriber, SubscriptionHealth } from './subscriptions/durableSubscription.ts';
import {
  DurableSubscriptions,
  type DurableSubscriptionsPorts,
} from './subscriptions/durableSubscriptions.ts';

export type EventSubscriber = (events: readonly StoredEvent[]) => void;

export interface EventBus {
  /** Events of each commit, in order. A subscriber that throws is logged and goes on with the next batch. */
  subscribe(name: string, subscriber: EventSubscriber): () => void;
  /** Every event from the subscriber's checkpoint on, one after the other. */
  subscribeDurably(subscriber: DurableSubscriber): void;
  /** How the durable subscribers are. */
  subscriptions(): readonly SubscriptionHealth[];
  /** Tries a parked durable subscriber again; false when there is none of that name. */
  resume(name: string): boolean;
}

/** The engine's own end of it. */
export interface EventBusSource extends EventBus {
  publish(events: readonly StoredEvent[]): void;
  /** What durable subscribers had seen of the store before it was opened. */
  seen(): readonly SeenHead[];
  /** That is on record: no durable subscriber is ahead of the store any more. */
  setBack(): void;
  /** Durable subscribers get events from now on. */
  start(): void;
  /** Before the store closes. */
  close(): Promise<void>;
}

export function createEventBus(ports: DurableSubscriptionsPorts): EventBusSource {
  const { logger } = ports;
  const subscribers = new Map<string, EventSubscriber>();
  const durable = new DurableSubscriptions(ports);
  return {
    subscribe(name, subscriber) {
      subscribers.set(name, subscriber);
      return () => {
        if (subscribers.get(name) === subscriber) subscribers.delete(name);
      };
    },
    subscribeDurably: (subscriber) => durable.add(subscriber),
    subscriptions: () => durable.health(),
    resume: (name) => durable.resume(name),
    publish(events) {
      for (const [name, subscriber] of subscribers) {
        try {
          subscriber(events);
        } catch (error) {
          logger.log('error', 'event subscriber failed', { subscriber: name, error: String(error) });
        }
      }
      durable.committed(events);
    },
    seen: () => durable.seen,
    setBack: () => durable.setBack(),
    start: () => durable.start(),
    close: () => durable.close(),
  };
}
