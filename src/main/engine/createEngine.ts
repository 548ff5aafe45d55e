/** Puts the engine together from its ports (SPEC section 1). The same code runs in the window's worker, headless, and in the simulator. */
import type { Fault } from '../../shared/kernel/fault.ts';
import type { Actor, OrderId, SignalId, VenueId } from '../../shared/kernel/ids.ts';
import { deskStream, signalStream, type CorrelationId } from '../../shared/kernel/ids.ts';
import { invariant } from '../../shared/kernel/invariant.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import type { DeskEvent } from '../domain/desk/deskEvents.ts';
import type { Order } from '../domain/order/orderState.ts';
import { OrderCommandHandler } from './commands/orderCommandHandler.ts';
import { orderOperations } from './commands/orderOperations.ts';
import type { EngineConfiguration } from './configuration.ts';
import type { Engine, SignalOutcome } from './engine.ts';
import { createEventBus } from './events/eventBus.ts';
import { newEvent } from './events/newEvent.ts';
import type { EventStore } from './events/eventStore.ts';
import type { StoredEvent } from './events/storedEvent.ts';
import { OrderProcessingPipeline } from './pipeline/orderProcessingPipeline.ts';
import { creationStage } from './pipeline/stages/creationStage.ts';
import { executionStage } from './pipeline/stages/executionStage.ts';
import { postProcessingStage } from './pipeline/stages/postProcessingStage.ts';
import { riskAssessmentStage } from './pipeline/stages/riskAssessmentStage.ts';
import { validationStage } from './pipeline/stages/validationStage.ts';
import type {
  Clock,
  IdSource,
  Logger,
  MarketTick,
  OrderViewStore,
  Scheduler,
  Timer,
  Venue,
} from './ports.ts';
import { createOrderQueries } from './queries/createOrderQueries.ts';
import { ExposureBook } from './readmodel/exposureBook.ts';
import { isOrderEvent } from './readmodel/projectOrder.ts';
import { OrdersProjection } from './readmodel/ordersProjection.ts';
import { Reconciler } from './recovery/reconciler.ts';
import { takeUpWhatWasLeft } from './recovery/takeUp.ts';
import { loadHistory } from './recovery/loadHistory.ts';
import { GuardedVenue } from './resilience/guardedVenue.ts';
import { venueListener } from './resilience/venueListener.ts';
import { Coordinator } from './signals/coordinator.ts';
import { PendingSignals } from './signals/pendingSignals.ts';
import { RiskManager } from './signals/riskManager.ts';
import { signalChecks } from './signals/signalChecks.ts';
import { SignalProcessor } from './signals/signalProcessor.ts';
import { EngineMetrics } from './telemetry/engineMetrics.ts';
import { SettlementTracker } from './recovery/settlementTracker.ts';

export interface EnginePorts {
  readonly configuration: EngineConfiguration;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly store: EventStore;
  readonly orderViews: OrderViewStore;
  readonly venues: readonly Venue[];
  /** Told in EngineStarted. */
  readonly host: { readonly name: string; readonly version: string; readonly processId: number };
}

/** How long `start` waits for a venue before it goes on without: the adapter keeps trying. */
const venueConnectMs = 5_000;

export function createEngine(ports: EnginePorts): Engine {
  const { configuration, clock, scheduler, ids, logger, store, venues } = ports;
  const bus = createEventBus(logger);
  const metrics = new EngineMetrics(clock);
  const pending = new PendingSignals();
  const projection = new OrdersProjection(ports.orderViews, scheduler, (applied) =>
    Math.min(applied, (pending.oldestPosition() ?? Infinity) - 1),
  );
  const queries = createOrderQueries(projection, store);
  const exposures = new ExposureBook((orderId) => projection.get(orderId));
  const markets = new Map<string, { tick: MarketTick; arrivedMs: number }>();
  const tickListeners = new Set<(tick: MarketTick) => void>();
  const settlement = new SettlementTracker();
  const handler = new OrderCommandHandler(store, ids, (before, after) => {
    settlement.changed(before, after);
    if (after.status === 'filled' && before.status !== 'filled') metrics.recordOrderFilled();
  });
  const guards = new Map<VenueId, GuardedVenue>(
    venues.map((venue) => {
      const settings = configuration.venues.find((one) => one.venue === venue.id);
      invariant(settings !== undefined, `venue ${venue.id} has settings`);
      return [venue.id, new GuardedVenue(venue, settings, { clock, scheduler, ids, store, logger })];
    }),
  );
  const guardOf = (order: Order): GuardedVenue => {
    const guard = guards.get(order.terms.venue);
    invariant(
      guard !== undefined,
      `venue ${order.terms.venue} of order ${order.terms.orderId} is configured`,
    );
    return guard;
  };
  const reconciler = new Reconciler({ handler, venueOf: (order) => guardOf(order).venue, scheduler, logger });
  const risk = new RiskManager(
    configuration.risk,
    exposures,
    (symbol) => markets.get(symbol)?.tick.last,
    clock,
  );
  const checks = signalChecks(configuration, venues);
  const pipeline = new OrderProcessingPipeline({ clock, logger, healthChecks });
  pipeline
    .addStage(validationStage(checks, clock))
    .addStage(riskAssessmentStage(checks, risk, logger))
    .addStage(creationStage(handler))
    .addStage(
      executionStage({
        handler,
        guards,
        reconciler,
        clock,
        onAcknowledged: (ms) => metrics.recordAcknowledgement(ms),
      }),
    )
    .addStage(postProcessingStage(clock, logger));
  const onRefused = (code: string): void => metrics.recordRefusal(code);
  const { maxConcurrentOrders, processingTimeoutMs, intakeQueueDepthMax } = configuration;
  const coordinator = new Coordinator({
    pipeline,
    handler,
    risk,
    store,
    clock,
    scheduler,
    ids,
    logger,
    maxConcurrentOrders,
    processingTimeoutMs,
    onRefused,
  });
  const intake = new SignalProcessor({
    checks,
    risk,
    coordinator,
    store,
    clock,
    ids,
    intakeQueueDepthMax,
    closedBy,
    outcomeOf,
    onRefused,
  });
  const orders = orderOperations({ handler, guardOf, reconciler, logger });

  let phase: 'new' | 'starting' | 'running' | 'stopping' = 'new';
  const timers: Timer[] = [];

  store.onCommitted((events) => {
    absorb(events);
    metrics.observe(events);
    bus.publish(events);
  });

  function absorb(events: readonly StoredEvent[]): void {
    for (const event of events) {
      pending.apply(event);
      if (isOrderEvent(event)) exposures.apply(event);
    }
    const rows = projection.apply(events);
    if (rows.length > 0) queries.publish({ position: projection.position, rows });
  }

  function closedBy(): Fault | undefined {
    if (phase !== 'running')
      return { code: 'not_running', message: `the engine is ${phase === 'new' ? 'not started' : phase}` };
    const { writable, fault } = store.health();
    if (writable) return undefined;
    return fault ?? { code: 'store_unavailable', message: 'the event store does not take writes' };
  }

  function healthChecks() {
    const storeHealth = store.health();
    return [
      { name: 'store', healthy: storeHealth.writable, detail: storeHealth.fault?.message ?? 'takes writes' },
      ...[...guards.values()].map((guard) => {
        const { venue, connected, connectionDetail, breaker } = guard.snapshot();
        return {
          name: `venue ${venue}`,
          healthy: connected && breaker.state === 'closed',
          detail: `${connectionDetail}; breaker ${breaker.state}`,
        };
      }),
    ];
  }

  /** The outcome of a signal that was taken before, from the store. */
  async function outcomeOf(signalId: SignalId): Promise<SignalOutcome> {
    let orderId: OrderId | undefined;
    for await (const event of store.read(signalStream(signalId))) {
      if (event.type === 'SignalRejected') return { type: 'rejected', reasons: event.data.reasons };
      if (event.type === 'SignalReceived') orderId = event.data.orderId;
    }
    if (orderId === undefined) return { type: 'not_taken' };
    const order = await handler.order(orderId);
    if (order === undefined) return { type: 'pending', orderId };
    if (order.status === 'denied') return { type: 'denied', orderId, reasons: order.reasons };
    return { type: 'ordered', orderId, status: order.status };
  }

  async function appendDeskEvent(event: DeskEvent): Promise<Result<void, Fault>> {
    const context = { correlationId: ids.next() as CorrelationId, actor: 'engine' as Actor };
    const result = await store.append(deskStream, [newEvent(event, context, ids)], 'any');
    if (result.ok) return ok();
    return err(
      result.error.code === 'store_unavailable'
        ? result.error.fault
        : { code: 'version_conflict', message: 'the desk stream is written by someone else' },
    );
  }

  function everySecond(): void {
    const venueQueued = [...guards.values()]
      .map((guard) => guard.snapshot())
      .reduce((sum, { limiter, bulkhead }) => sum + limiter.queued + bulkhead.queued, 0);
    metrics.tick({ intakeQueued: intake.queued, venueQueued, commitP99Ms: store.health().commitMs.p99 });
  }

  return {
    configuration,
    intake,
    orders,
    queries,
    pipeline,
    store,
    bus,
    metrics,
    guards,
    markets,
    onTick(listener) {
      tickListeners.add(listener);
      return () => void tickListeners.delete(listener);
    },
    health() {
      const fault = closedBy();
      return fault === undefined ? { accepting: true } : { accepting: false, fault };
    },

    async start() {
      invariant(phase === 'new', 'an engine starts once');
      phase = 'starting';
      await loadHistory({ store, projection, pending, exposures, queries });
      const { name, version, processId } = ports.host;
      const recorded = await appendDeskEvent({
        type: 'EngineStarted',
        data: { host: name, version, processId },
      });
      if (!recorded.ok) return recorded;
      for (const guard of guards.values()) await guard.restore();
      const recheck = (): void => {
        for (const row of queries.getActiveOrders())
          if (row.submittedAt !== undefined) reconciler.check(row.orderId as OrderId);
      };
      await Promise.all(
        [...guards.values()].map((guard) =>
          guard.venue.connect(
            venueListener({
              guard,
              handler,
              logger,
              onReconnected: recheck,
              onTick(tick) {
                markets.set(tick.symbol, { tick, arrivedMs: clock.monotonicMs() });
                for (const listener of tickListeners) listener(tick);
              },
            }),
            venueConnectMs,
          ),
        ),
      );
      await takeUpWhatWasLeft({
        handler,
        queries,
        reconciler,
        clock,
        store,
        ids,
        pending,
        resume: (...taken) => intake.resume(...taken),
      });
      timers.push(scheduler.every(1_000, everySecond));
      phase = 'running';
      return ok();
    },

    settled: () =>
      settlement.settled({
        scheduler,
        venues,
        isBusy: () => intake.queued + intake.inFlight + reconciler.pending > 0,
      }),

    async stop(reason) {
      if (phase === 'stopping') return;
      phase = 'stopping';
      await untilIdle(scheduler, () => intake.queued + intake.inFlight === 0);
      for (const timer of timers) timer.cancel();
      await appendDeskEvent({ type: 'EngineStopped', data: { reason } });
      await Promise.all(venues.map((venue) => venue.close()));
      await store.close();
      projection.close();
    },
  };
}

const idlePollMs = 5;

function untilIdle(scheduler: Scheduler, idle: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (idle()) resolve();
      else scheduler.after(idlePollMs, look);
    };
    look();
  });
}
