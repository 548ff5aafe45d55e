/** What a run needs from its host: a disk that outlives its engines, and a way to let all promises settle. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { EventRow } from '../../engine/events/schema/eventRow.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { SubscriptionCheckpoints } from '../../engine/events/subscriptions/subscriptionCheckpoints.ts';
import type { OrderReader } from '../../engine/queries/orderReader.ts';
import type { Clock, Logger, Scheduler } from '../../engine/ports.ts';
import type { Faults } from './faults.ts';
import type { Prng } from './prng.ts';
import type { SimulatedProcess } from './simulatedProcess.ts';
import type { SimulatedTime } from './simulatedTime.ts';

/** What a process needs to open the stores. */
export interface OpenTools {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly process: SimulatedProcess;
}

export interface OpenedDisk {
  readonly store: EventStore;
  readonly reader: OrderReader;
  readonly subscriptionCheckpoints: SubscriptionCheckpoints;
  /** The record of the FIX session, where a record elsewhere has it too. Only the host knows what it is. */
  readonly fixRecord?: object | undefined;
}

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
  /** Whether this process is the one that may write the record. */
  holdsRecord(process: SimulatedProcess): boolean;
  /** Whether this process may send to a venue now, by its lease on a record elsewhere. */
  maySend(process: SimulatedProcess): boolean;
  /** Opens the stores of a new engine at the disk's state. With a record elsewhere that takes time, and may fail. */
  open(tools: OpenTools): OpenedDisk | Promise<Result<OpenedDisk, Fault>>;
  /** Removes the read model's file, and the copy of a record elsewhere. */
  loseViews(): void;
  /** Puts an older copy of the events in their place. All files beside the events stay. */
  rollBack(position: number): void;
  /** The position up to which a durable subscriber's checkpoint says that it has handled the events. */
  seenBy(subscriber: string): number;
}

/** Stand between an engine and the record elsewhere. A test plants a bug here. */
export interface RecordPlants {
  /** The planted bug of a log that takes a group without an answer for committed. */
  readonly takesSilenceForYes?: boolean;
  /** The planted bug of statements that do not ask for the epoch. */
  readonly writesUnderAnyEpoch?: boolean;
  /** The planted bug of a wire that does not ask whether the engine may send. */
  readonly sendsWithoutLease?: boolean;
  /** The planted bug of a standby that does not wait until the lease is over. */
  readonly takesOverEarly?: boolean;
  /** The planted bug of an engine that goes on with a FIX session at the first number that the record lacks. */
  readonly forgetsPromisedNumbers?: boolean;
}

export interface RecordTools {
  readonly time: SimulatedTime;
  readonly random: Prng;
  readonly faults: () => Faults;
  readonly note: (text: string) => void;
  /** Each machine waits as a standby until it may take over. */
  readonly hasStandby: boolean;
  /** The venue that is spoken to over FIX. */
  readonly fixVenue: VenueId | undefined;
  /** Called when a part of the record of its session is durable and nothing of it has left. */
  readonly onFixRecord: () => void;
  /** Called when another process may write the record from now on. */
  readonly onTaken: () => void;
  /** Called when a process does to the record what only its writer may do. */
  readonly onWrongWriter: (detail: string) => void;
  readonly plants: RecordPlants;
}

/** A record elsewhere, as in PostgreSQL. */
export interface SimulatedRecord {
  /** The disk of a machine that keeps a copy of the record. Its rows are those of the record. */
  newDisk(): SimulatedDisk;
  /** Ends all sessions of the record. It takes no new ones for a while, or until `mend`. */
  refuse(forMs: number): void;
  /** The machine of that disk does not reach the record for a while, and nobody tells it. */
  cut(disk: SimulatedDisk, forMs: number): void;
  /** From now on everybody reaches the record. */
  mend(): void;
}

export interface SimulationPlatform {
  newDisk(): SimulatedDisk;
  newRecord(tools: RecordTools): SimulatedRecord;
  /** Hash of a row in the chain. */
  chainHash(previousHash: string, row: EventRow): string;
  /** Resolves when every promise has settled that can settle without time passing. */
  drain(): Promise<void>;
  /** The first rejection since the last call that nobody handled. It is a bug, and would end a real process. */
  takeUnhandled(): unknown;
}
