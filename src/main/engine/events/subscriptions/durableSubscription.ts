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
  /** Called instead where the subscriber has no checkpoint and begins with the events after that position. */
  beginsAfter?(position: number): void;
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

/** `timer`: until the next try; absent while that try is made. `failures` are those in a row at one event. */
type State =
  | { readonly status: 'running' }
  | {
      readonly status: 'retrying';
      readonly failures: number;
      readonly error: string;
      readonly timer?: Timer;
    }
  | { readonly status: 'parked'; readonly failures: number; readonly error: string };

export class DurableSubscription {
  private readonly subscriber: DurableSubscriber;
  private readonly ports: DurableSubscriptionPorts;
  private cursor: number;
  private state: State = { status: 'running' };
  private since: string;
  private turn: 'none' | 'under way' | 'stopped' = 'none';

  constructor(subscriber: DurableSubscriber, position: number, ports: DurableSubscriptionPorts) {
    this.subscriber = subscriber;
    this.ports = ports;
    this.cursor = position;
    this.since = formatMicros(ports.clock.now());
  }

  health(): SubscriptionHealth {
    return {
      name: this.subscriber.name,
      state: this.state.status,
      since: this.since,
      position: this.cursor,
      lag: Math.max(0, this.head() - this.cursor),
      failures: this.failures,
      ...('error' in this.state && { error: this.state.error }),
    };
  }

  /** Begins a turn when there is something to do. */
  wake(): void {
    if (this.turn !== 'none' || this.state.status === 'parked' || this.timer !== undefined) return;
    if (this.cursor >= this.head()) return;
    this.turn = 'under way';
    this.ports.scheduler.soon(() => void this.run());
  }

  /** Tries again at once, when the subscriber is parked or waits for its next try. */
  resume(): void {
    this.timer?.cancel();
    this.become({ status: 'running' });
    this.wake();
  }

  /** Hands out no further event. An event that is being handled does not count as handled. */
  stop(): void {
    this.turn = 'stopped';
    this.subscriber.close?.();
    this.timer?.cancel();
  }

  private become(state: State): void {
    if (this.state.status !== state.status) this.since = formatMicros(this.ports.clock.now());
    this.state = state;
  }

  private get timer(): Timer | undefined {
    return 'timer' in this.state ? this.state.timer : undefined;
  }

  private get failures(): number {
    return 'failures' in this.state ? this.state.failures : 0;
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
        if (this.isStopped) return;
        this.handled(event.position);
      }
    } catch (error) {
      if (!this.isStopped) this.failed(error);
    }
    if (this.isStopped) return;
    this.turn = 'none';
    this.wake();
  }

  /** Read anew: somebody may stop the subscription while an event is being handled. */
  private get isStopped(): boolean {
    return this.turn === 'stopped';
  }

  private handled(position: number): void {
    this.cursor = position;
    if (this.state.status !== 'running') this.become({ status: 'running' });
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

  private failed(thrown: unknown): void {
    const { logger, scheduler } = this.ports;
    const error = thrown instanceof Error ? thrown.message : String(thrown);
    const place = { subscriber: this.subscriber.name, position: this.cursor + 1, error };
    // The subscriber is not to blame for a store that can't be read, and the store comes back, so this never parks it.
    const isOwn = !(thrown instanceof StoreReadError);
    const failures = isOwn ? this.failures + 1 : Math.min(this.failures + 1, failuresMax - 1);
    if (failures >= failuresMax) {
      this.become({ status: 'parked', failures, error });
      logger.log('error', 'event subscriber parked', place);
      return;
    }
    const retrying = { status: 'retrying', failures, error } as const;
    const delayMs = Math.min(firstRetryDelayMs * 2 ** (failures - 1), retryDelayMsMax);
    const timer = scheduler.after(delayMs, () => {
      this.become(retrying);
      this.wake();
    });
    this.become({ ...retrying, timer });
    logger.log('warn', 'event subscriber failed', place);
  }
}
