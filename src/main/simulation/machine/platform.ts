/** What a run needs from its host: a disk that outlives its engines, and a way to let all promises settle. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { EventRow } from '../../engine/events/schema/eventRow.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { SubscriptionCheckpoints } from '../../engine/events/subscriptions/subscriptionCheckpoints.ts';
import type { OrderReader } from '../../engine/queries/orderReader.ts';
import type { Clock, Logger, Scheduler } from '../../engine/ports.ts';

export interface SimulatedDisk {
  /** Every durable event, in order of position. */
  readonly rows: readonly { readonly row: EventRow; readonly hash: string }[];
  /** While this is set, nothing can be written. */
  fault: Fault | undefined;
  /** How long the disk takes for the next commit, in milliseconds. */
  commitMs: (() => number) | undefined;
  /** Called before a commit is written; may set `fault`, so that nothing of it is. */
  beforeCommit: (() => void) | undefined;
  /** Called after each append that became durable, before its store hears of it; may throw to die there. */
  afterWrite: (() => void) | undefined;
  /** Opens the stores of a new engine at the disk's state. */
  open(tools: { readonly clock: Clock; readonly scheduler: Scheduler; readonly logger: Logger }): {
    readonly store: EventStore;
    readonly reader: OrderReader;
    readonly subscriptionCheckpoints: SubscriptionCheckpoints;
  };
  /** Removes the read model's file. */
  loseViews(): void;
  /** Puts an older copy of the events in their place. All files beside the events stay. */
  rollBack(position: number): void;
  /** The position up to which a durable subscriber's checkpoint says that it has handled the events. */
  seenBy(subscriber: string): number;
}

export interface SimulationPlatform {
  newDisk(): SimulatedDisk;
  /** Hash of a row in the chain. */
  chainHash(previousHash: string, row: EventRow): string;
  /** Resolves when every promise has settled that can settle without time passing. */
  drain(): Promise<void>;
  /** The first rejection since the last call that nobody handled. It is a bug, and would end a real process. */
  takeUnhandled(): unknown;
}
