/** What a run needs from its host: a disk that survives the engines on it, and the end of all that can go on at once. */
import type { Fault } from '../../shared/kernel/fault.ts';
import type { EventRow } from '../engine/events/schema/eventRow.ts';
import type { EventStore } from '../engine/events/eventStore.ts';
import type { SubscriptionCheckpoints } from '../engine/events/subscriptions/subscriptionCheckpoints.ts';
import type { OrderViewStore } from '../engine/readmodel/orderViewStore.ts';
import type { Clock, Logger, Scheduler } from '../engine/ports.ts';

export interface SimulatedDisk {
  /** Every event that is durable, in order of position. */
  readonly rows: readonly { readonly row: EventRow; readonly hash: string }[];
  /** While it is set, nothing can be written. */
  fault: Fault | undefined;
  /** Called after each append that became durable, before its store hears of it; may throw to die there. */
  afterWrite: (() => void) | undefined;
  /** The stores of a new engine, standing where the disk stands. */
  open(tools: { readonly clock: Clock; readonly scheduler: Scheduler; readonly logger: Logger }): {
    readonly store: EventStore;
    readonly orderViews: OrderViewStore;
    readonly subscriptionCheckpoints: SubscriptionCheckpoints;
  };
  /** The read model's file is gone. */
  loseViews(): void;
  /** An older copy of the events takes their place; all that is beside them stays. */
  rollBack(position: number): void;
  /** Up to where a durable subscriber's checkpoint says that it has seen the events. */
  seenBy(subscriber: string): number;
}

export interface SimulationPlatform {
  newDisk(): SimulatedDisk;
  /** Hash of a row in the chain. */
  chainHash(previousHash: string, row: EventRow): string;
  /** Resolves when every promise has settled that can without time passing. */
  drain(): Promise<void>;
  /** The first rejection that nobody handled since the last call: a bug, which would end a real process. */
  takeUnhandled(): unknown;
}
