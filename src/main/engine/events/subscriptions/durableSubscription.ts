/** One durable subscriber: how far it is, when it gets events, and what happens when it fails. */
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { SubscriberState } from '../../../domain/desk/subscriberState.ts';
import type { Clock, Logger, Scheduler, Timer } from '../../ports.ts';
import type { EventStore } from '../eventStore.ts';
import type { StoredEvent } from '../storedEvent.ts';
import { StoreReadError } from '../storeReadError.ts';
import type { RecentEvents } from './recentEvents.ts';

/** A subscriber that gets every event, in order of position. */
export interface DurableSubscriber {
  /** The name of its checkpoint. */
  readonly name: string;
  /**
   * Handles one event. The next event comes when the call has returned, or its promise has resolved. The same event may
   * come again: after a failure, and after a crash before the checkpoint was saved. So whatever must happen only once
   * has to look at the position.
   */
  handle(event: StoredEvent): void | Promise<void>;
  /** Called before the first event after a start: the subscriber has handled events up to that position before. */
  resumesAfter?(position: number): void;
  /** Called when no further event comes; an event in the middle of its handling does not count as handled any more. */
  close?(): void;
  /**
   * Set when everything that the subscriber does is in the store. After the store was rolled back, such a subscriber
   * gets every event again, from the first one on. Other subscribers get only new events.
   */
  readonly beginsAgain?: true;
  /** Set where a subscriber without a checkpoint begins with new events, because the past is of no use to it. */
  readonly beginsWithNew?: true;
}

export interface SubscriptionHealth {
  readonly name: string;
  readonly state: SubscriberState;
  /** Since when the subscriber is in this state: UTC with microseconds. */
  readonly since: string;
  /** Position of the last event that the subscriber has handled. */
  readonly position: number;
  /** How many events the subscriber has yet to handle. */
  readonly lag: number;
  /** Failures in a row, at the event after `position`. */
  readonly failures: number;
  /** Message of the last failure. */
  readonly error?: string;
}

/**
 * The most events in one turn, before others get a turn. A turn has as many as a commit, so that no subscriber falls
 * behind the events in memory under a steady load: reading events back costs more than handling them.
 */
export const turnEventsMax = 1_000;
export const firstRetryDelayMs = 100;
export const retryDelayMsMax = 30_000;
/** Failures in a row at one event, in about a minute, after which the subscriber is parked. */
export const failuresMax = 10;

export interface DurableSubscriptionPorts {
  readonly store: EventStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly recent: RecentEvents;
  /** Position of the last event on disk. */
  readonly head: () => number;
  /** Called when the subscriber has handled an event: its checkpoint has to be saved some time. */
  readonly moved: (name: string, position: number) => void;
}

export class DurableSubscription {
  private readonly subscriber: DurableSubscriber;
  private readonly ports: DurableSubscriptionPorts;
  private cursor: number;
  private failures = 0;
  private error: string | undefined;
  private state: SubscriberState = 'running';
  private since: string;
  private retry: Timer | undefined;
  private busy = false;
  private stopped = false;

  constructor(subscriber: DurableSubscriber, position: number, ports: DurableSubscriptionPorts) {
    this.subscriber = subscriber;
    this.ports = ports;
    this.cursor = position;
    this.since = formatMicros(ports.clock.now());
  }

  health(): SubscriptionHealth {
    return {
      name: this.subscriber.name,
      state: this.state,
      since: this.since,
      position: this.cursor,
      lag: Math.max(0, this.head() - this.cursor),
      failures: this.failures,
      ...(this.error !== undefined && { error: this.error }),
    };
  }

  /** Begins a turn when there is something to do. */
  wake(): void {
    if (this.busy || this.state === 'parked' || this.stopped || this.retry !== undefined) return;
    if (this.cursor >= this.head()) return;
    this.busy = true;
    this.ports.scheduler.soon(() => void this.run());
  }

  /** Tries again at once, when the subscriber is parked or waits for its next try. */
  resume(): void {
    this.retry?.cancel();
    this.retry = undefined;
    this.become('running');
    this.failures = 0;
    this.error = undefined;
    this.wake();
  }

  /** Hands out no further event. An event that is being handled does not count as handled. */
  stop(): void {
    this.stopped = true;
    this.subscriber.close?.();
    this.retry?.cancel();
  }

  private become(state: SubscriberState): void {
    if (this.state === state) return;
    this.state = state;
    this.since = formatMicros(this.ports.clock.now());
  }

  private head(): number {
    return this.ports.head();
  }

  /** Runs one turn; never rejects. */
  private async run(): Promise<void> {
    try {
      for (const event of await this.next()) {
        const handling = this.subscriber.handle(event);
        if (handling !== undefined) await handling;
        if (this.stopped) return;
        this.handled(event.position);
      }
    } catch (error) {
      this.failed(error);
    }
    this.busy = false;
    this.wake();
  }

  private handled(position: number): void {
    this.cursor = position;
    this.become('running');
    this.failures = 0;
    this.error = undefined;
    this.ports.moved(this.subscriber.name, position);
  }

  private async next(): Promise<readonly StoredEvent[]> {
    const recent = this.ports.recent.after(this.cursor, turnEventsMax);
    if (recent !== undefined) return recent;
    const events: StoredEvent[] = [];
    for await (const event of this.ports.store.readAll({ afterPosition: this.cursor })) {
      if (events.push(event) >= turnEventsMax) break;
    }
    return events;
  }

  private failed(error: unknown): void {
    if (this.stopped) return;
    this.error = error instanceof Error ? error.message : String(error);
    const { name } = this.subscriber;
    const place = { subscriber: name, position: this.cursor + 1, error: this.error };
    // The subscriber is not to blame for a store that can't be read, and the store comes back, so this never parks it.
    const isOwn = !(error instanceof StoreReadError);
    this.failures = isOwn ? this.failures + 1 : Math.min(this.failures + 1, failuresMax - 1);
    if (this.failures >= failuresMax) {
      this.become('parked');
      this.ports.logger.log('error', 'event subscriber parked', place);
      return;
    }
    this.become('retrying');
    this.ports.logger.log('warn', 'event subscriber failed', place);
    const delayMs = Math.min(firstRetryDelayMs * 2 ** (this.failures - 1), retryDelayMsMax);
    this.retry = this.ports.scheduler.after(delayMs, () => {
      this.retry = undefined;
      this.wake();
    });
  }
}
