/** The engine as its hosts see it: the window's bridge, the commands without a window, the benchmark, the simulator. */
import type { Fault } from '../../shared/kernel/fault.ts';
import type { Actor, OrderId, SignalId, VenueId } from '../../shared/kernel/ids.ts';
import type { Refusal } from '../../shared/kernel/refusal.ts';
import type { Result } from '../../shared/kernel/result.ts';
import type { DeskEvent } from '../domain/desk/deskEvents.ts';
import type { OrderStatus } from '../domain/order/orderState.ts';
import type { RiskDecisionRecord } from '../domain/risk/riskDecision.ts';
import type { Alarms } from './alarms/alarmBook.ts';
import type { UnprotectedEntry } from './brackets/bracketManager.ts';
import type { EngineConfiguration } from './configuration.ts';
import type { EventBus } from './events/eventBus.ts';
import type { EventStore } from './events/eventStore.ts';
import type { OrderProcessingPipeline } from './pipeline/orderProcessingPipeline.ts';
import type { OrderOperations } from './commands/orderOperations.ts';
import type { MarketTick, RawInput } from './ports.ts';
import type { OrderQueryService } from './queries/orderQueryService.ts';
import type { OperatorContext } from './operatorContext.ts';
import type { Reconciliation } from './recovery/reconciliation.ts';
import type { BreakerControl, BreakerSnapshot, VenueGuard } from './resilience/venueGuard.ts';
import type { ConfigurationReload } from './settings/reconfiguration.ts';
import type { EngineMetrics } from './telemetry/engineMetrics.ts';
import type { TradingControl } from './trading/tradingControl.ts';

export type { OperatorContext } from './operatorContext.ts';

/** What the producer hears at once; nothing is dropped in silence. */
export type Acknowledgement =
  /** `SignalReceived` is on disk at `position`. */
  | {
      readonly type: 'acknowledged';
      readonly signalId: SignalId;
      readonly orderId: OrderId;
      readonly position: number;
    }
  /** The id was taken before; `outcome` is the first one's. */
  | { readonly type: 'duplicate'; readonly signalId: SignalId }
  /** On disk too, with every reason. `signalId` is absent when the input carried none that can be read. */
  | {
      readonly type: 'refused';
      readonly signalId?: SignalId;
      readonly code: string;
      readonly reasons: readonly Refusal[];
      readonly position: number;
    }
  /** Intake is full: the signal was not taken. */
  | { readonly type: 'busy'; readonly retryAfterMs: number }
  /** The engine can't take signals: store fault, stopping, recovering. The signal was not taken. */
  | { readonly type: 'unavailable'; readonly fault: Fault };

export type SignalOutcome =
  | { readonly type: 'ordered'; readonly orderId: OrderId; readonly status: OrderStatus }
  | { readonly type: 'denied'; readonly orderId: OrderId; readonly reasons: readonly Refusal[] }
  | { readonly type: 'rejected'; readonly reasons: readonly Refusal[] }
  /** Taken and durable; processing goes on or was interrupted. */
  | { readonly type: 'pending'; readonly orderId: OrderId }
  /** Not taken: busy or unavailable. */
  | { readonly type: 'not_taken' };

export interface SignalOrigin {
  readonly actor: Actor;
  /** Where it stood, for people: `signals.ndjson line 12`. */
  readonly label?: string;
  /** The input as it came; names the record of an input that carries no readable id. */
  readonly raw?: RawInput;
}

export interface Submission {
  /** Never rejects. */
  readonly acknowledged: Promise<Acknowledgement>;
  /** When the pipeline is done with it; for a duplicate, the first one's outcome. Never rejects. */
  readonly outcome: Promise<SignalOutcome>;
}

export interface SignalIntake {
  /** Takes an untrusted signal: an object as JSON gives it, or as a CSV row gives it. */
  submit(input: unknown, origin: SignalOrigin): Submission;
  /** Takes note of input that could not even be read as an object. Idempotent by content and label. */
  refuseUnreadable(refusal: Refusal, raw: RawInput, origin: SignalOrigin): Promise<Acknowledgement>;
  /** Every check on it, validation and risk, without a trace in the store. */
  dryRun(input: unknown): DryRun;
  readonly queued: number;
  readonly inFlight: number;
}

export interface DryRun {
  readonly refusals: readonly Refusal[];
  readonly risk?: RiskDecisionRecord;
}

export interface EngineHealth {
  readonly accepting: boolean;
  readonly fault?: Fault;
}

export interface Engine {
  /** The one in force. */
  readonly configuration: EngineConfiguration;
  readonly intake: SignalIntake;
  readonly orders: OrderOperations;
  /** Comparing the venues' records with ours, and whether orders may leave. */
  readonly reconciliation: Reconciliation;
  readonly queries: OrderQueryService;
  readonly pipeline: OrderProcessingPipeline;
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly metrics: EngineMetrics;
  /** Filled quantity whose stop-loss does not work at a venue (yet). */
  readonly brackets: { unprotected(): readonly UnprotectedEntry[] };
  readonly trading: TradingControl;
  readonly alarms: Alarms;
  readonly guards: ReadonlyMap<VenueId, VenueGuard>;
  /** The breaker that the risk rules stand behind. */
  readonly riskBreaker: BreakerControl & { snapshot(): BreakerSnapshot };
  /** The last tick of each symbol with its local arrival on the monotonic clock. */
  readonly markets: ReadonlyMap<string, { readonly tick: MarketTick; readonly arrivedMs: number }>;
  onTick(listener: (tick: MarketTick) => void): () => void;
  /**
   * Puts another configuration in force, all of it or nothing, as one event.
   * Refusals: `restart_required` names the paths that can't change while
   * running, `store_unavailable`.
   */
  reconfigure(
    next: EngineConfiguration,
    context: OperatorContext,
  ): Promise<Result<ConfigurationReload, Refusal>>;
  /**
   * Has a durable subscriber that waits for its next try, or is parked, try again at once. Refusals:
   * `subscriber_unknown`, `subscriber_running`, `store_unavailable`.
   */
  resumeSubscriber(name: string, context: OperatorContext): Promise<Result<void, Refusal>>;
  health(): EngineHealth;
  /** Puts an event on the `desk` stream: what an operator did to the desk as a whole. */
  record(event: DeskEvent, actor: Actor): Promise<Result<void, Fault>>;
  /** Replays what is needed, connects the venues, takes up what a crash left, and then takes signals. */
  start(): Promise<Result<void, Fault>>;
  /** When nothing is on its way any more: every order is ended, resting at a venue, or in doubt. */
  settled(): Promise<void>;
  /** Takes no more signals, waits for those in the pipeline, writes read models, closes venues and store. */
  stop(reason: string): Promise<void>;
}
