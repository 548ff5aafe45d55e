/**
 * The durable subscribers of an engine. Each goes at its own pace, and no order waits for it. A subscriber takes events
 * in turns, from memory while it keeps up and from the store when it lags. Checkpoints are saved together now and then.
 * After a crash, events that were handled since the last save come again, and no event is left out.
 */
import type { Clock, Logger, Scheduler, Timer } from '../../ports.ts';
import type { EventStore } from '../eventStore.ts';
import type { SeenHead } from '../seenHead.ts';
import type { StoredEvent } from '../storedEvent.ts';
import {
  DurableSubscription,
  type DurableSubscriber,
  type SubscriptionHealth,
} from './durableSubscription.ts';
import { RecentEvents } from './recentEvents.ts';
import type { SubscriptionCheckpoints } from './subscriptionCheckpoints.ts';

export interface DurableSubscriptionsPorts {
  readonly store: EventStore;
  /** Without these checkpoints every subscriber begins with the first event at each start. */
  readonly checkpoints: SubscriptionCheckpoints | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

export const checkpointDelayMs = 1_000;
/** How long an engine that stops waits for subscribers to handle its last events, in milliseconds. */
export const drainMs = 1_000;
const drainPollMs = 5;

export class DurableSubscriptions {
  private readonly ports: DurableSubscriptionsPorts;
  private readonly subscriptions = new Map<string, DurableSubscription>();
  private readonly recent = new RecentEvents();
  /** Positions that are to be saved, by the subscriber's name. */
  private readonly moved = new Map<string, number>();
  private saveTimer: Timer | undefined;
  private isSaveFailing = false;
  /** Position of the last event on disk. */
  private head: number;
  /** How far subscribers were at the start. */
  readonly seen: SeenHead[] = [];
  private phase: 'not started' | 'running' | 'closing' = 'not started';

  constructor(ports: DurableSubscriptionsPorts) {
    this.ports = ports;
    this.head = ports.store.head().position;
  }

  /**
   * The subscriber begins after its checkpoint. Without a checkpoint it begins with the first event or with the next
   * one, as it asks.
   */
  add(subscriber: DurableSubscriber): void {
    const { name } = subscriber;
    if (this.subscriptions.has(name)) throw new RangeError(`there is a subscriber ${name} already`);
    let position = this.load(name);
    const { head } = this;
    this.seen.push({ by: `subscriber ${name}`, position });
    if (position === 0 && subscriber.beginsWithNew === true) {
      position = head;
      this.moved.set(name, position);
      subscriber.beginsAfter?.(position);
    } else {
      if (position > head) position = this.setBackTo(subscriber, position);
      subscriber.resumesAfter?.(position);
    }
    const { moved, recent } = this;
    const subscription = new DurableSubscription(subscriber, position, {
      ...this.ports,
      recent,
      head: () => this.head,
      moved: (which, at) => {
        moved.set(which, at);
        this.saveLater();
      },
    });
    this.subscriptions.set(name, subscription);
    if (this.phase === 'running') subscription.wake();
  }

  /**
   * Called once the loss is on record: saves the checkpoints that were set back, before the store grows beyond their
   * old positions.
   */
  setBack(): void {
    this.save();
  }

  /** Hands out events from now on. */
  start(): void {
    if (this.phase === 'closing') return;
    this.phase = 'running';
    this.wakeAll();
  }

  /** Called once new events are on disk. */
  committed(events: readonly StoredEvent[]): void {
    this.head = events.at(-1)?.position ?? this.head;
    if (this.subscriptions.size === 0) return;
    this.recent.add(events);
    // What is on disk before the end is still handed out.
    if (this.phase !== 'not started') this.wakeAll();
  }

  health(): readonly SubscriptionHealth[] {
    return [...this.subscriptions.values()].map((subscription) => subscription.health());
  }

  /** Tries again a subscriber that is parked or waits for its next try; false when there is none of that name. */
  resume(name: string): boolean {
    const subscription = this.subscriptions.get(name);
    subscription?.resume();
    return subscription !== undefined;
  }

  /**
   * Gives running subscribers some time to handle the last events, and saves how far they are. The store must still be
   * open.
   */
  async close(): Promise<void> {
    const { phase } = this;
    if (phase === 'closing') return;
    this.phase = 'closing';
    if (phase === 'running') await this.drained();
    for (const subscription of this.subscriptions.values()) subscription.stop();
    this.save();
    this.saveTimer?.cancel();
    this.ports.checkpoints?.close();
  }

  /** An older copy of the store was put in its place, so new events get positions that were used before. */
  private setBackTo({ name, beginsAgain }: DurableSubscriber, from: number): number {
    const { head } = this;
    this.ports.logger.log('warn', 'event subscriber is ahead of the store', {
      subscriber: name,
      position: from,
      head,
    });
    const position = beginsAgain === true ? 0 : head;
    this.moved.set(name, position);
    return position;
  }

  private load(name: string): number {
    const { checkpoints, logger } = this.ports;
    try {
      return checkpoints?.load(name) ?? 0;
    } catch (error) {
      logger.log('warn', 'checkpoint of subscriber not read', { subscriber: name, error: String(error) });
      return 0;
    }
  }

  private wakeAll(): void {
    for (const subscription of this.subscriptions.values()) subscription.wake();
  }

  private drained(): Promise<void> {
    const { scheduler } = this.ports;
    return new Promise((resolve) => {
      let waitedMs = 0;
      const look = (): void => {
        const behind = this.health().some(({ state, lag }) => state === 'running' && lag > 0);
        if (!behind || waitedMs >= drainMs) {
          resolve();
          return;
        }
        waitedMs += drainPollMs;
        scheduler.after(drainPollMs, look);
      };
      look();
    });
  }

  private saveLater(): void {
    this.saveTimer ??= this.ports.scheduler.after(checkpointDelayMs, () => {
      this.saveTimer = undefined;
      this.save();
    });
  }

  /** A checkpoint that can't be saved only means that more events come again after a crash. */
  private save(): void {
    if (this.moved.size === 0) return;
    try {
      this.ports.checkpoints?.save(this.moved);
      this.moved.clear();
      this.isSaveFailing = false;
    } catch (error) {
      const message = 'checkpoints of subscribers not saved';
      if (!this.isSaveFailing) this.ports.logger.log('warn', message, { error: String(error) });
      this.isSaveFailing = true;
      if (this.phase !== 'closing') this.saveLater();
    }
  }
}
