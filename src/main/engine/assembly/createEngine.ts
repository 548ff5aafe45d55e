/** Puts the engine together from its ports (SPEC section 1). The same code runs in the window's worker, headless, and in the simulator. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Actor, OrderId, VenueId } from '../../../shared/kernel/ids.ts';
import { deskStream, type CorrelationId } from '../../../shared/kernel/ids.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import { isTerminal, type Order, type OrderState } from '../../domain/order/orderState.ts';
import type { ScopedTerms } from '../../domain/trading/tradingScope.ts';
import { AlarmBook } from '../alarms/alarmBook.ts';
import { alarmSubscriber } from '../alarms/alarmSubscriber.ts';
import { WalWatch } from '../alarms/walWatch.ts';
import type { BracketManager } from '../brackets/bracketManager.ts';
import { ClosingBook } from '../gates/closingBook.ts';
import type { ReduceOnlyKeeper } from '../brackets/reduceOnlyKeeper.ts';
import { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import { createOrderSide } from './createOrderPath.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Engine, EngineHealth } from './engine.ts';
import { createEventBus } from '../events/eventBus.ts';
import { newEvent } from '../events/newEvent.ts';
import type { EnginePorts } from './enginePorts.ts';
import type { EventStore } from '../events/eventStore.ts';
import { resumeSubscriber } from './resumeSubscriber.ts';
import { SetAsideStreams } from '../events/setAsideStreams.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { understandingStore } from '../events/understandingStore.ts';
import { healthChecks } from './healthChecks.ts';
import type { OrderProcessingPipeline } from '../pipeline/orderProcessingPipeline.ts';
import type { MarketTick, Timer } from '../ports.ts';
import { LiveOrders } from '../orders/liveOrders.ts';
import { createOrderQueries } from '../queries/createOrderQueries.ts';
import { ExposureBook } from '../orders/exposureBook.ts';
import { isOrderEvent } from '../orders/projectOrder.ts';
import { OrdersProjection } from '../readmodel/ordersProjection.ts';
import type { Recovery } from './createRecovery.ts';
import type { Reconciliation } from '../recovery/reconciliation/reconciliation.ts';
import { loadHistory } from '../start/loadHistory.ts';
import { restoreAsked } from '../start/restoreAsked.ts';
import { StartSnapshots } from '../start/startSnapshots.ts';
import { storeAlarms } from '../recovery/storeAlarms.ts';
import type { RiskGuard } from '../risk/riskGuard.ts';
import type { GuardedVenue } from '../resilience/guardedVenue.ts';
import { guardsOf } from '../resilience/guardsOf.ts';
import { msSinceLastEvent } from '../resilience/idleTime.ts';
import { venueListener } from '../commands/venueListener.ts';
import { LiveConfiguration } from '../settings/liveConfiguration.ts';
import { Reconfiguration, type ConfigurationReload } from '../settings/reconfiguration.ts';
import { createRisk } from './createRisk.ts';
import { createSignalSide } from './createSignalPath.ts';
import { PendingSignals } from '../orders/pendingSignals.ts';
import type { SignalProcessor } from '../signals/signalProcessor.ts';
import { isPricedBy } from '../symbolPrice.ts';
import { watchClock } from '../telemetry/clockWatch.ts';
import { EngineMetrics } from '../telemetry/engineMetrics.ts';
import { SettlementTracker } from '../recovery/settlementTracker.ts';
import { TradingGate } from '../gates/tradingGate.ts';
import { createTrading } from './createTrading.ts';
import type { TradingDesk } from '../trading/tradingDesk.ts';

/** How long `start` waits for a venue before it goes on without: the adapter keeps trying. */
const venueConnectMs = 5_000;
const metricsIntervalMs = 1_000;
const idlePollMs = 5;
const engineActor = 'engine' as Actor;

export function createEngine(ports: EnginePorts): Engine {
  return new AssembledEngine(ports);
}

type Phase = 'not started' | 'starting' | 'running' | 'stopping';

class AssembledEngine implements Engine {
  readonly store: EventStore;
  readonly bus;
  readonly metrics;
  readonly queries;
  readonly pipeline: OrderProcessingPipeline;
  readonly intake: SignalProcessor;
  readonly orders;
  readonly brackets: BracketManager;
  private readonly reduceOnly: ReduceOnlyKeeper;
  private readonly closing = new ClosingBook();
  readonly riskBreaker: RiskGuard;
  readonly trading: TradingDesk;
  readonly alarms: AlarmBook;
  readonly markets = new Map<string, { tick: MarketTick; arrivedMs: number }>();
  readonly guards: ReadonlyMap<VenueId, GuardedVenue>;
  private readonly ports: EnginePorts;
  private readonly live: LiveConfiguration;
  private readonly reconfiguration: Reconfiguration;
  private readonly pending = new PendingSignals();
  private readonly setAside = new SetAsideStreams();
  private readonly projection;
  private readonly liveOrders: LiveOrders;
  private readonly exposures;
  private readonly snapshots: StartSnapshots;
  private readonly handler;
  private readonly recovery: Recovery;
  readonly reconciliation: Reconciliation;
  private readonly settlement = new SettlementTracker();
  private readonly tickListeners = new Set<(tick: MarketTick) => void>();
  private phase: Phase = 'not started';
  private metricsTimer: Timer | undefined;
  private clockTimer: Timer | undefined;

  constructor(ports: EnginePorts) {
    const { clock, scheduler, ids, logger, venues } = ports;
    const store = understandingStore(ports.store, (event, why) => this.setAside.note(event, why));
    const configuration = new LiveConfiguration(ports.configuration);
    this.ports = ports;
    this.live = configuration;
    this.reconfiguration = new Reconfiguration({ live: configuration, store, ids });
    this.store = store;
    this.bus = createEventBus({
      store,
      clock,
      scheduler,
      logger,
      checkpoints: ports.subscriptionCheckpoints,
    });
    this.metrics = new EngineMetrics(clock, () => configuration.metrics);
    this.projection = new OrdersProjection(ports.orderViews, scheduler, logger, (applied) =>
      Math.min(applied, (this.pending.oldestPosition() ?? Infinity) - 1),
    );
    this.liveOrders = new LiveOrders(store);
    this.queries = createOrderQueries(this.projection, store, this.liveOrders);
    this.exposures = new ExposureBook((orderId) => this.liveOrders.get(orderId));
    this.handler = new OrderCommandHandler(
      store,
      ids,
      (...change) => this.orderChanged(...change),
      (id) => this.recovery.noteOrder(id),
      this.liveOrders,
      this.setAside,
      (symbol) => configuration.instruments.find((one) => one.symbol === symbol) ?? {},
    );
    this.guards = guardsOf({ ...ports, store }, configuration);
    const { handler } = this;
    const { exposures } = this;
    this.alarms = new AlarmBook({ ...ports, store, onReleased: () => this.brackets.resume() });
    this.bus.subscribeDurably(alarmSubscriber(this.alarms));
    const effective = (terms: ScopedTerms) => this.alarms.hold ?? this.trading.effective(terms);
    const gate = new TradingGate(effective, exposures, this.closing);
    const tools = { store, clock, scheduler, ids, logger };
    const referencePrice = (symbol: string) => this.markets.get(symbol)?.tick.last;
    const { riskRules } = ports;
    const judging = { configuration, venues, riskRules, exposures, effective, referencePrice };
    const riskSide = createRisk({ ...tools, ...judging });
    const side = createOrderSide({
      ...tools,
      ...riskSide,
      configuration,
      handler,
      guards: this.guards,
      guardOf: (order) => this.guardOf(order),
      gate,
      live: this.liveOrders,
      closing: this.closing,
      alarms: this.alarms,
      exposures,
      pending: this.pending,
      raise: (alarm) => void this.alarms.raise(alarm),
      resume: (...taken) => this.intake.resume(...taken),
    });
    this.recovery = side.recovery;
    this.reconciliation = side.recovery.reconciliation;
    this.orders = side.orders;
    this.brackets = side.brackets;
    this.reduceOnly = side.reduceOnly;
    const { pipeline, intake } = createSignalSide({
      ...tools,
      ...side,
      ...riskSide,
      configuration,
      handler,
      telemetry: ports.telemetry ?? { sink: undefined },
      metrics: this.metrics,
      healthChecks: () => healthChecks(this),
      closedBy: () => this.closedBy(),
      refusalOn: (stream) => this.setAside.refusal(stream),
      onInterrupted: (signalId) => this.recovery.noteSignal(signalId),
    });
    this.pipeline = pipeline;
    this.intake = intake;
    const { risk } = riskSide;
    this.riskBreaker = riskSide.riskBreaker;
    const { liveOrders: live, pending, guards, brackets } = this;
    const parts = { configuration, live, exposures, guards, handler, risk, priceOf: referencePrice };
    this.trading = createTrading({ ...tools, ...parts }, side);
    const { strategies } = this.trading;
    const { snapshotEveryEvents: everyEvents } = configuration.eventSourcing;
    const kept = { store, exposures, strategies, brackets, live, pending };
    this.snapshots = new StartSnapshots({ ...kept, logger, everyEvents });
    store.onCommitted((events) => this.absorb(events));
  }

  get configuration(): EngineConfiguration {
    return this.live.current;
  }

  reconfigure(
    next: EngineConfiguration,
    context: OperatorContext,
  ): Promise<Result<ConfigurationReload, Refusal>> {
    return this.reconfiguration.change(next, context);
  }

  resumeSubscriber(name: string, context: OperatorContext): Promise<Result<void, Refusal>> {
    return resumeSubscriber(this, name, context);
  }

  onTick(listener: (tick: MarketTick) => void): () => void {
    this.tickListeners.add(listener);
    return () => void this.tickListeners.delete(listener);
  }

  health(): EngineHealth {
    const fault = this.closedBy();
    return fault === undefined ? { accepting: true } : { accepting: false, fault };
  }

  async start(): Promise<Result<void, Fault>> {
    invariant(this.phase === 'not started', 'an engine starts once');
    this.phase = 'starting';
    const { liveOrders: live, store, pending, projection, exposures, brackets, snapshots } = this;
    const { scheduler } = this.ports;
    await this.alarms.restore();
    this.setAside.tell((alarm) => void this.alarms.raise(alarm));
    const isOther = await this.raiseStoreAlarms();
    await this.trading.restore();
    const { strategies } = this.trading;
    const books = { pending, exposures, strategies, brackets };
    await loadHistory({ store, projection, live, snapshots, isOther, ...books });
    await restoreAsked({ live, handler: this.handler, exposures });
    this.closing.restore(exposures.positions());
    const before = await this.reconfiguration.lastRecorded();
    const idleMs = await msSinceLastEvent(this.store, this.ports.clock);
    const { name: program, ...told } = this.ports.host;
    const data = { program, ...told, configuration: this.reconfiguration.record() };
    const recorded = await this.record({ type: 'EngineStarted', data }, engineActor);
    if (!recorded.ok) return recorded;
    await this.reconfiguration.noteDifference(before);
    for (const guard of this.guards.values()) await guard.restore(idleMs);
    await this.recovery.restore();
    await this.riskBreaker.restore();
    await Promise.all([...this.guards.values()].map((guard) => this.connect(guard)));
    await this.recovery.takeUp();
    await this.trading.resume();
    brackets.resume();
    const resting = [...live.all()].filter((row) => row.reduceOnly === true);
    await this.reduceOnly.restore(resting.map(({ orderId }) => orderId as OrderId));
    this.reduceOnly.lookAgain();
    const wal = new WalWatch(this.alarms, this.ports.clock);
    this.metricsTimer = scheduler.every(metricsIntervalMs, () => this.closeSecond(wal));
    this.clockTimer = watchClock(this.ports, (data) => {
      this.ports.logger.log('warn', 'the wall clock was set', { ...data });
      void this.record({ type: 'ClockStepped', data }, engineActor);
    });
    this.bus.start();
    this.phase = 'running';
    return ok();
  }

  settled(): Promise<void> {
    const isBusy = (): boolean =>
      this.isProcessing() ||
      this.recovery.busy > 0 ||
      this.brackets.busy + this.reduceOnly.busy > 0 ||
      this.store.health().pendingAppends > 0;
    return this.settlement.settled({ scheduler: this.ports.scheduler, venues: this.ports.venues, isBusy });
  }

  async stop(reason: string): Promise<void> {
    if (this.phase === 'stopping') return;
    this.phase = 'stopping';
    await this.untilIdle();
    this.recovery.close();
    this.brackets.close();
    this.reduceOnly.close();
    this.trading.close();
    this.alarms.close();
    this.metricsTimer?.cancel();
    for (const guard of this.guards.values()) guard.close();
    this.clockTimer?.cancel();
    await this.record({ type: 'EngineStopped', data: { reason } }, engineActor);
    await Promise.all(this.ports.venues.map((venue) => venue.close()));
    this.snapshots.save();
    await this.bus.close();
    await this.store.close();
    this.projection.close();
  }

  /**
   * Before anything else is written: the first commit writes over what speaks against the store. Tells whether the store
   * is another one than before.
   */
  private async raiseStoreAlarms(): Promise<boolean> {
    const { store, projection, snapshots, bus } = this;
    const { scheduler } = this.ports;
    const derived = [
      { by: 'the read model', position: projection.position },
      ...snapshots.seen(),
      ...bus.seen(),
    ];
    const alarms = storeAlarms(store, derived);
    if (alarms.length === 0) return false;
    const raised = Promise.all(alarms.map((alarm) => this.alarms.raise(alarm)));
    // They are in force at once; a store that can't write ends the start with what it says next.
    const notWritten = new Promise<void>((resolve) => {
      const look = (): void => {
        if (store.writeFault() === undefined) timer = scheduler.after(idlePollMs, look);
        else resolve();
      };
      let timer = scheduler.after(idlePollMs, look);
      void raised.then(() => timer.cancel());
    });
    await Promise.race([raised, notWritten]);
    return alarms.some(({ kind }) => kind === 'store_rolled_back');
  }

  private connect(guard: GuardedVenue): Promise<Result<void, Fault>> {
    const { reconciliation, resolver } = this.recovery;
    const { id } = guard.venue;
    const listener = venueListener({
      guard,
      handler: this.handler,
      logger: this.ports.logger,
      onConnected: () => reconciliation.onConnected(id),
      onDisconnected: () => reconciliation.onDisconnected(id),
      onUnknownOrder: (clientOrderId) => reconciliation.onUnknownOrder(id, clientOrderId),
      onContradiction: (orderId) => resolver.check(orderId),
      onTick: (tick) => {
        if (!isPricedBy(id, tick.symbol, this.live.current)) return;
        this.markets.set(tick.symbol, { tick, arrivedMs: this.ports.clock.monotonicMs() });
        for (const hear of this.tickListeners) hear(tick);
      },
    });
    return guard.venue.connect(listener, venueConnectMs);
  }

  /** As decided: it may not be on disk yet. */
  private orderChanged(orderId: OrderId, before: OrderState, after: OrderState): void {
    this.settlement.changed(orderId, after);
    this.closing.changed(before, after);
    this.reduceOnly.changed(before, after);
    if (after.status === 'filled' && before.status !== 'filled') this.metrics.recordOrderFilled();
    if (isLateFill(before, after)) this.brackets.onLateFill(after);
  }

  private absorb(events: readonly StoredEvent[]): void {
    for (const event of events) {
      this.pending.apply(event);
      if (isOrderEvent(event)) this.exposures.apply(event);
    }
    const rows = this.liveOrders.apply(events);
    this.projection.take(rows, events.at(-1)?.position ?? 0);
    if (rows.length > 0) this.queries.publish({ position: this.projection.position, rows });
    this.alarms.observe(events);
    this.recovery.observe(events);
    this.trading.observe(events);
    this.brackets.observe(events);
    this.metrics.observe(events);
    this.snapshots.committed();
    this.bus.publish(events);
  }

  private guardOf(order: Order): GuardedVenue {
    const guard = this.guards.get(order.terms.venue);
    invariant(
      guard !== undefined,
      `venue ${order.terms.venue} of order ${order.terms.orderId} is configured`,
    );
    return guard;
  }

  /** What keeps signals out now. */
  private closedBy(): Fault | undefined {
    if (this.phase !== 'running') return { code: 'not_running', message: `the engine is ${this.phase}` };
    return this.store.writeFault();
  }

  async record(event: DeskEvent, actor: Actor): Promise<Result<void, Fault>> {
    const { ids } = this.ports;
    const context = { correlationId: ids.next() as CorrelationId, actor };
    const result = await this.store.append(deskStream, [newEvent(event, context, ids)], 'any');
    if (result.ok) return ok();
    invariant(result.error.code === 'store_unavailable', 'an append without a version meets no conflict');
    return err(result.error.fault);
  }

  private closeSecond(wal: WalWatch): void {
    let venueQueued = 0;
    for (const guard of this.guards.values()) {
      guard.lookAtQueues();
      const { limiter, bulkhead } = guard.snapshot();
      venueQueued += limiter.queued + bulkhead.queued;
    }
    const { commitMs, walBytes } = this.store.health();
    const commitP99Ms = commitMs.p99;
    wal.look(walBytes);
    this.metrics.tick({ intakeQueued: this.intake.queued, venueQueued, commitP99Ms });
  }

  private isProcessing(): boolean {
    return this.intake.queued + this.intake.inFlight > 0;
  }

  private untilIdle(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.isProcessing()) this.ports.scheduler.after(idlePollMs, look);
        else resolve();
      };
      look();
    });
  }
}

/** A fill of an order that had ended. */
function isLateFill(before: OrderState, after: OrderState): after is Order {
  if (before.status === 'none' || after.status === 'none' || !isTerminal(before.status)) return false;
  return after.filledQuantity > before.filledQuantity;
}
