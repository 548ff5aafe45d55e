/**
 * The engine as its hosts see it: the window's bridge, the commands without a window, the benchmark, and the simulator.
 */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Actor, VenueId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import type { Alerts } from '../alerts/alertBook.ts';
import type { UnprotectedEntry } from '../brackets/bracketManager.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { EventBus } from '../events/subscriptions/eventBus.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { OrderProcessingPipeline } from '../pipeline/orderProcessingPipeline.ts';
import type { OrderOperations } from '../commands/orderOperations.ts';
import type { MarketBook } from '../marketBook.ts';
import type { MarketTick } from '../ports.ts';
import type { OrderQueryService } from '../queries/orderQueryService.ts';
import type { OperatorControl } from '../operators/operatorBook.ts';
import type { ProducerControl } from '../operators/producerBook.ts';
import type { LimitControl } from '../risk/limitControl.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Reconciliation } from '../recovery/reconciliation/reconciliation.ts';
import type { BreakerControl, BreakerSnapshot, VenueGuard } from '../resilience/venueGuard.ts';
import type { ConfigurationPreview, ConfigurationReload } from '../settings/reconfiguration.ts';
import type { ConfigurationRecord } from '../../domain/configuration/configurationChange.ts';
import type { EngineMetrics } from '../telemetry/engineMetrics.ts';
import type { SignalIntake } from '../signals/signalIntake.ts';
import type { TradingControl } from '../trading/tradingControl.ts';

export interface EngineHealth {
  readonly accepting: boolean;
  readonly fault?: Fault;
}

export interface Engine {
  /** The configuration in force. */
  readonly configuration: EngineConfiguration;
  readonly intake: SignalIntake;
  readonly orders: OrderOperations;
  /** Compares the venues' records with ours, and says whether orders may leave. */
  readonly reconciliation: Reconciliation;
  readonly queries: OrderQueryService;
  readonly pipeline: OrderProcessingPipeline;
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly metrics: EngineMetrics;
  /** Lists entries with filled quantity whose stop-loss does not work at a venue, or not yet. */
  readonly brackets: { unprotected(): readonly UnprotectedEntry[] };
  readonly trading: TradingControl;
  readonly alerts: Alerts;
  readonly guards: ReadonlyMap<VenueId, VenueGuard>;
  /** The breaker in front of the rules of risk. */
  readonly riskBreaker: { readonly control: BreakerControl; snapshot(): BreakerSnapshot };
  readonly limits: LimitControl;
  /** Who may do what. The doors ask it before each action of a person. */
  readonly operators: OperatorControl;
  /** The programs that may send signals over the network. */
  readonly producers: ProducerControl;
  /** Prices of the market, and the price by which an order is judged. */
  readonly markets: Pick<MarketBook, 'reference' | 'tick' | 'takeFile'>;
  /** Tells the ticks of each instrument's own venue. */
  onTick(listener: (tick: MarketTick) => void): () => void;
  /**
   * Puts another configuration in force, all of it or nothing, as one event. Refusals: `restart_required`, which names
   * the paths that can't change while the engine runs, `four_eyes_needed`, `not_allowed` and `store_unavailable`.
   */
  reconfigure(
    next: EngineConfiguration,
    context: OperatorContext,
  ): Promise<Result<ConfigurationReload, Refusal>>;
  previewConfiguration(next: EngineConfiguration): ConfigurationPreview;
  /** The settings in force, by path. */
  configurationRecord(): ConfigurationRecord;
  /**
   * Makes a durable subscriber that waits for its next try, or is parked, try again at once. Refusals:
   * `subscriber_unknown`, `subscriber_running`, `store_unavailable`.
   */
  resumeSubscriber(name: string, context: OperatorContext): Promise<Result<void, Refusal>>;
  health(): EngineHealth;
  /** Appends an event to the `desk` stream, which says what somebody did to the desk as a whole. */
  record(event: DeskEvent, actor: Actor): Promise<Result<void, Fault>>;
  /**
   * Replays the events that are needed, connects the venues, finishes what a crash has interrupted, and then takes
   * signals.
   */
  start(): Promise<Result<void, Fault>>;
  /** Resolves when no order or signal waits any more: every order has ended, rests at a venue, or is in doubt. */
  settled(): Promise<void>;
  /** What `settled` waits for now, one phrase each; empty while it waits for nothing. */
  waitsFor(): readonly string[];
  /**
   * Takes no more signals, and begins no order of a waiting signal: those stay on record for the next start. Waits for
   * the signals in the pipeline, writes the read models, and closes the venues and the store.
   */
  stop(reason: string): Promise<void>;
}
