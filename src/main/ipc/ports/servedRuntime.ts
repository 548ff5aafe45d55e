/** The part of the host's runtime that the bridge needs; tests bring doubles. */
import type { WaitingStandby } from '../../domain/lease/waitingStandby.ts';
import type { OrderType, TimeInForce } from '../../domain/order/orderTerms.ts';
import type { OperatorContext } from '../../engine/operatorContext.ts';
import type { Logins } from '../../engine/operators/logins.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { Clock, Logger, Scheduler, TokenMaker } from '../../engine/ports.ts';
import type { ConfigurationReload } from '../../engine/settings/reconfiguration.ts';
import type { SignalReader } from '../../engine/queries/signalReader.ts';
import type { PastDesk } from '../../engine/past/pastDesk.ts';
import type { OrderList } from '../../engine/readmodel/orderViewStore.ts';
import type { EventSearch } from '../../engine/queries/eventSearch.ts';
import type { Actor, VenueId } from '../../../shared/kernel/ids.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { EngineProcess } from '../../../shared/contract/consoles.ts';
import type { FixMessagePage, FixSessionView } from '../../../shared/contract/fix.ts';
import type { ConfigurationCheck, ConfigurationView } from '../../../shared/contract/configuration.ts';
import type { LogEntry } from '../../../shared/contract/log.ts';
import type { EventRange } from '../../../shared/contract/events.ts';
import type { SimFaults } from '../../../shared/contract/resilience.ts';
import type { SignalDoorsView } from '../../../shared/contract/signalDoors.ts';
import type { Status, StrategyView } from '../../../shared/contract/status.ts';

/** A simulated venue's switches. */
export interface ServedSim {
  faults(): SimFaults;
  configureFaults(faults: SimFaults, context: OperatorContext): Promise<Result<void, Refusal>>;
}

/** A FIX session of a venue. */
export interface ServedFixSession {
  session(): FixSessionView;
  /** Messages about one order, where `order` is given, before a position of the record; newest first. Throws SqliteError. */
  messages(query: {
    readonly order?: string | undefined;
    /** False leaves out Heartbeats and TestRequests. */
    readonly heartbeats?: boolean | undefined;
    readonly before?: number | undefined;
    readonly limit: number;
  }): FixMessagePage;
  /**
   * Lets a held session try again with its recorded numbers. Resolves when the desk has recorded the release. Refusals:
   * those of FixSession.release.
   */
  release(context: OperatorContext): Promise<Result<void, Refusal>>;
}

/** The session of a FIX venue's orders. */
export interface ServedFix extends ServedFixSession {
  /** The session on which the venue sends copies of its reports. */
  readonly dropCopy: ServedFixSession | undefined;
  /**
   * Keeps the password of the venue's Logon in the system's key store, and makes the next Logon at once where the
   * session waits for it. The event says who did it, and not the password. Refusals: `no_password_key`, and those of
   * KeyStore.keep.
   */
  keepPassword(password: string, context: OperatorContext): Promise<Result<void, Refusal>>;
}

export interface ServedStrategies {
  list(): readonly StrategyView[];
  start(
    strategy: string,
    context: { readonly actor: OperatorContext['actor'] },
  ): Promise<Result<void, Refusal>>;
  stop(strategy: string, context: OperatorContext): Promise<Result<void, Refusal>>;
}

/** Progress of long work; `total` is absent while it is not known. */
export interface JobProgress {
  readonly done: number;
  readonly total?: number;
}

export interface JobOptions {
  readonly onProgress: (progress: JobProgress) => void;
  readonly signal: AbortSignal;
}

export interface ReplayOptions extends JobOptions {
  /** The actor of the signals. */
  readonly actor: Actor;
}

/** How long work ended. */
export interface JobOutcome {
  /** The result in a sentence. */
  readonly summary: string;
  /** The result in numbers, for a program. */
  readonly figures?: Readonly<Record<string, number>>;
  /** Whether the result is good. */
  readonly good: boolean;
}

export interface ServedVenue {
  readonly venue: VenueId;
  readonly kind: string;
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  readonly replace: boolean;
  /** Why the venue's process does not run, or its session is not up, where that is known. */
  fault(): string | undefined;
}

export interface ServedRuntime {
  readonly engine: Engine;
  /** Lets people in at the doors. */
  readonly logins: Logins;
  /** Makes tokens for programs that send signals. */
  readonly tokens: TokenMaker;
  readonly search: EventSearch & SignalReader;
  readonly past: PastDesk;
  readonly venues: readonly ServedVenue[];
  readonly sims: ReadonlyMap<VenueId, ServedSim>;
  readonly fixes: ReadonlyMap<VenueId, ServedFix>;
  readonly strategies: ServedStrategies;
  /** The doors through which other programs send signals. */
  readonly signalDoors: SignalDoorsView;
  /** Sends a file of signals through the engine. Rejects when the signal is aborted. */
  replay(file: string, options: ReplayOptions): Promise<Result<JobOutcome, Fault>>;
  /** Proves the hash chain and the read models. Rejects when the signal is aborted. */
  verify(options: JobOptions): Promise<Result<JobOutcome, Fault>>;
  /** Makes the read models anew beside the present ones. */
  rebuild(options: JobOptions): Promise<Result<JobOutcome, Fault>>;
  /** Copies the event store into a new file and verifies the copy. */
  backup(path: string, options: JobOptions): Promise<Result<JobOutcome, Fault>>;
  /** Writes the events of a range to a new file, with a signed checkpoint beside it that proves them. */
  exportEvents(path: string, range: EventRange, options: JobOptions): Promise<Result<JobOutcome, Fault>>;
  /** Writes all orders of the list to a file of comma-separated values. Fault: `file_not_written`. */
  exportOrders(path: string, list: OrderList, options: JobOptions): Promise<Result<JobOutcome, Fault>>;
  /**
   * Reads the configuration again and puts all of it or nothing in force, as one event. A configuration that can't be
   * put in force changes nothing and is noted in the audit trail. Faults: `configuration_unreadable`,
   * `configuration_invalid` (every mistake with its path), `restart_required` (the paths that only a restart can
   * change), `store_unavailable`, `configuration_source_unknown`.
   */
  reloadConfiguration(context: OperatorContext): Promise<Result<ConfigurationReload, Fault>>;
  readonly editor: ServedEditor;
  /** The standbys that wait for the lease; absent where nobody knows, or where no other engine can take over. */
  readonly standbys?: readonly WaitingStandby[] | undefined;
  /** Hands the lease on the record over to a standby, and ends the engine. Faults: `no_standby`, `no_lease`. */
  handOver(context: OperatorContext): Promise<Result<void, Fault>>;
}

/** A text for the configuration file, and the state of the file that it was made from. */
export interface PutConfiguration {
  readonly text: string;
  readonly revision: string;
}

/** The configuration file. */
export interface ServedEditor {
  view(): Result<ConfigurationView, Fault>;
  /** What a text would change, or what is wrong with it. */
  check(text: string): Result<ConfigurationCheck, Fault>;
  /** Replaces the file's text and puts it in force; `kept` is the path of the old text. */
  put(
    put: PutConfiguration,
    context: OperatorContext,
  ): Promise<Result<{ readonly changes: ConfigurationCheck['changes']; readonly kept?: string }, Fault>>;
}

/** The newest entries of the log. */
export interface ServedLog {
  /** The file in which all entries are. */
  readonly file: string;
  /** The number of the newest entry; 0 before the first. */
  readonly lastNumber: number;
  /** The kept entries with a higher number, oldest first. */
  entriesAfter(number: number): readonly (Omit<LogEntry, 'time'> & { readonly time: EpochMicros })[];
}

/** Facts that stay the same while the host runs. */
export interface HostFacts {
  readonly environment: Status['environment'];
  readonly version: string;
  readonly process: EngineProcess;
  readonly dataFolder: string;
  /** Path of the signals file that comes with the console. */
  readonly sampleSignals: string;
}

/** The ports that the bridge itself needs. */
export interface BridgePorts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}
