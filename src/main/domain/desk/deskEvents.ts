/** The events of the `desk` stream: starts and stops of the engine, and what operators did to the desk as a whole. */
import type { SignalId, StrategyId, VenueId, ProposalId } from '../../../shared/kernel/ids.ts';
import type {
  ConfigurationChange,
  ConfigurationRecord,
  ConfigurationTrigger,
} from '../configuration/configurationChange.ts';
import type { AlertEventData } from './alert.ts';
import type { ConsoleEventData } from './consoleEvents.ts';
import type { OperatorEventData } from './operatorEvents.ts';
import type { ProducerEventData } from './producerEvents.ts';
import type { LeaseHolder, LeaseTakenWhy } from '../lease/leaseTaken.ts';
import type { LimitRecord } from '../risk/limitRecord.ts';
import type { LimitName } from '../risk/limits.ts';
import type { ProposalEnd, ProposedBy } from '../risk/proposal.ts';
import type { TradingEventData } from '../trading/tradingEvents.ts';
import type { VenueEventData } from '../venue/venueEvents.ts';
import type { FailedSubscriberState } from './subscriberState.ts';

export interface DeskEventData
  extends TradingEventData, AlertEventData, OperatorEventData, ProducerEventData, ConsoleEventData {
  readonly EngineStarted: {
    readonly version: string;
    /** The program that ran: `console`, `desk run`. */
    readonly program: string;
    /** The name of the machine; the first release did not record it. */
    readonly machine?: string;
    readonly processId: number;
    /** The configuration at the start, by path; the first release did not record it. */
    readonly configuration?: ConfigurationRecord;
  };
  readonly EngineStopped: { readonly reason: string };
  /** From here on this engine holds the lease on the record: no other one writes to it. */
  readonly LeaseTaken: {
    readonly epoch: number;
    readonly host: string;
    readonly processId: number;
    readonly why: LeaseTakenWhy;
    /** Who held it before; absent for the first. */
    readonly from?: LeaseHolder;
  };
  /** This engine lets go of the lease and ends, so that a standby takes over; `to` names the standby. */
  readonly LeaseHandedOver: { readonly to: string; readonly reason: string };
  readonly StrategyStarted: {
    readonly strategy: StrategyId;
    readonly parameters: Readonly<Record<string, string>>;
  };
  /** A change of the breaker in front of the rules of risk. */
  readonly RiskBreakerStateChanged: VenueEventData['BreakerStateChanged'];
  /**
   * The configuration in force has changed: it was read again while the engine ran, or was found changed at a start.
   */
  readonly ConfigurationChanged: {
    readonly trigger: ConfigurationTrigger;
    readonly changes: readonly ConfigurationChange[];
    readonly reason: string;
  };
  /** A changed configuration can't be put in force; the one before stays. */
  readonly ConfigurationRefused: {
    readonly code: string;
    readonly message: string;
    readonly reason: string;
  };
  /** An operator has set a limit over the configuration, or returned it to the configuration's value. */
  readonly RiskLimitChanged: {
    readonly limit: LimitName;
    readonly scope: string;
    readonly from: LimitRecord;
    /** Absent where the configuration's limit counts again. */
    readonly to?: LimitRecord;
    /** Whose proposal it was, where the actor has approved one. */
    readonly proposed?: ProposedBy;
    readonly reason: string;
  };
  /** A signal that is still to come may pass the soft limits of these rules, until it expires. */
  readonly RiskOverrideGranted: {
    readonly signalId: SignalId;
    readonly rules: readonly string[];
    readonly expiresAt: string;
    /** Whose proposal it was, where the actor has approved one. */
    readonly proposed?: ProposedBy;
    readonly reason: string;
  };
  /** A change of a limit that is in force once another person has approved it. */
  readonly LimitChangeProposed: {
    readonly proposalId: ProposalId;
    readonly limit: LimitName;
    readonly scope: string;
    /** The limit that the proposal is about to replace; it can't be approved over another one. */
    readonly from: LimitRecord;
    /** Absent where the configuration's limit is to count again. */
    readonly to?: LimitRecord;
    readonly expiresAt: string;
    readonly reason: string;
  };
  /** An override that counts once another person has approved it. It ends when the proposal does. */
  readonly RiskOverrideProposed: {
    readonly proposalId: ProposalId;
    readonly signalId: SignalId;
    readonly rules: readonly string[];
    readonly expiresAt: string;
    readonly reason: string;
  };
  /** A proposal that was not approved. One that expires has no event. */
  readonly RiskProposalEnded: {
    readonly proposalId: ProposalId;
    readonly end: ProposalEnd;
    readonly reason: string;
  };
  /** Somebody set the machine's clock. Times before and after can't be compared; positions can. */
  readonly ClockStepped: {
    /** How far the clock was set, in milliseconds; negative when it was set back. */
    readonly byMs: number;
    /** The clock's time right after it was set, UTC. */
    readonly to: string;
  };
  /** An operator has given the password of a FIX venue's Logon; no event has the password itself. */
  readonly FixPasswordKept: { readonly venue: VenueId; readonly reason: string };
  /** An operator lets a held FIX session log on again. */
  readonly FixSessionReleased: {
    readonly venue: VenueId;
    /** Absent: the session of its orders. */
    readonly session?: 'drop_copy';
    readonly reason: string;
  };
  /** Somebody switched the simulated venue's latency and faults; names and values as the venue takes them. */
  readonly VenueSimulationConfigured: {
    readonly venue: VenueId;
    readonly faults: Readonly<Record<string, number>>;
    readonly reason: string;
  };
  /** Somebody made a durable subscriber try again the event at which it failed. */
  readonly SubscriberResumed: {
    readonly subscriber: string;
    readonly from: FailedSubscriberState;
    /** Position of the last event that the subscriber had handled. */
    readonly position: number;
    /** Failures in a row at the event after `position`, and the message of the last one in `error`. */
    readonly failures: number;
    readonly error: string;
    readonly reason: string;
  };
  readonly StrategyStopped: { readonly strategy: StrategyId; readonly reason: string };
}

export type DeskEventType = keyof DeskEventData;
export type DeskEvent = {
  readonly [T in DeskEventType]: { readonly type: T; readonly data: DeskEventData[T] };
}[DeskEventType];
