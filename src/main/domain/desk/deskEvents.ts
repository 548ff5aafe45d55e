/** The events of the `desk` stream: the engine's own life and what operators did to it as a whole. */
import type { StrategyId, VenueId } from '../../../shared/kernel/ids.ts';
import type { ConfigurationChange, ConfigurationRecord } from '../configuration/configurationChange.ts';
import type { AlarmEventData } from '../alarm/alarm.ts';
import type { TradingEventData } from '../trading/tradingEvents.ts';
import type { VenueEventData } from '../venue/venueEvents.ts';

export interface DeskEventData extends TradingEventData, AlarmEventData {
  readonly EngineStarted: {
    readonly version: string;
    /** What ran: `console`, `desk run`. */
    readonly program: string;
    /** The machine's own name; the first release did not tell. */
    readonly machine?: string;
    readonly processId: number;
    /** What it started with, by path; absent in the first release. */
    readonly configuration?: ConfigurationRecord;
  };
  readonly EngineStopped: { readonly reason: string };
  readonly StrategyStarted: {
    readonly strategy: StrategyId;
    readonly parameters: Readonly<Record<string, string>>;
  };
  /** Of the breaker that the risk rules stand behind. */
  readonly RiskBreakerStateChanged: VenueEventData['BreakerStateChanged'];
  /** The configuration in force is another one: read again while running, or found to be another one at start. */
  readonly ConfigurationChanged: {
    readonly trigger: 'reload' | 'start';
    readonly changes: readonly ConfigurationChange[];
    readonly reason: string;
  };
  /** Another configuration was to be put in force and can't be; the one before stays. */
  readonly ConfigurationRefused: {
    readonly code: string;
    readonly message: string;
    readonly reason: string;
  };
  /** Somebody set the machine's clock: times before and after do not compare, positions do. */
  readonly ClockStepped: {
    /** Milliseconds; negative for a clock that was set back. */
    readonly byMs: number;
    /** UTC right after it. */
    readonly to: string;
  };
  /** Somebody switched the simulated venue's latency and faults; names and values as the venue takes them. */
  readonly SimulatorConfigured: {
    readonly venue: VenueId;
    readonly faults: Readonly<Record<string, number>>;
    readonly reason: string;
  };
  /** Somebody had a durable subscriber try again the event that it failed at. */
  readonly SubscriberResumed: {
    readonly subscriber: string;
    readonly from: 'retrying' | 'parked';
    /** Of the last event that it had handled. */
    readonly position: number;
    /** Failures in a row at the event after it, and what the last one said. */
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
