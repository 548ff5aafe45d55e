/**
 * Gives committed events to everybody who wants them. A listener is called at once, in the engine's own turn; it is for
 * what must be up to date before anything else happens. A durable subscriber has a checkpoint and gets every event at
 * least once, when there is time. A subscriber that fails does not disturb the others.
 */
import type { SeenHead } from '../seenHead.ts';
import type { StoredEvent } from '../storedEvent.ts';
import type { DurableSubscriber, SubscriptionHealth } from './durableSubscription.ts';
import { DurableSubscriptions, type DurableSubscriptionsPorts } from './durableSubscriptions.ts';

export type EventSubscriber = (events: readonly StoredEvent[]) => void;

export interface EventBus {
  /**
   * The subscriber gets the events of each commit, in order. A subscriber that throws is logged, and gets the next
   * batch all the same.
   */
  subscribe(name: string, subscriber: EventSubscriber): () => void;
  /** The subscriber gets every event after its checkpoint, one after the other. */
  subscribeDurably(subscriber: DurableSubscriber): void;
  /** State of each durable subscriber. */
  subscriptions(): readonly SubscriptionHealth[];
  /**
   * Makes a durable subscriber that is parked, or waits for its next try, try again; false when there is none of that
   * name.
   */
  resume(name: string): boolean;
}

/** The bus as the engine feeds it. */
export interface EventBusSource extends EventBus {
  publish(events: readonly StoredEvent[]): void;
  /** Heads of the store that durable subscribers had seen before it was opened. */
  seen(): readonly SeenHead[];
  /** Called once the loss is on record: sets back the checkpoints that are ahead of the store. */
  setBack(): void;
  /** Durable subscribers get events from now on. */
  start(): void;
  /** Called before the store closes. */
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
