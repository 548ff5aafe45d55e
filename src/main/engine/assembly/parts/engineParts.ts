/** The parts of the engine. Each part is made from the parts above it, so the function reads from top to bottom. */
import type { ScopedTerms } from '../../../domain/trading/tradingScope.ts';
import { alertSubscriber } from '../../alerts/alertSubscriber.ts';
import { DoubtWatch } from '../../recovery/doubtWatch.ts';
import { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import { createEventBus } from '../../events/subscriptions/eventBus.ts';
import { TradingGate } from '../../gates/tradingGate.ts';
import { createOrderQueries } from '../../queries/createOrderQueries.ts';
import { InterruptedWork } from '../../recovery/interruptedWork.ts';
import { NeverSent } from '../../recovery/neverSent.ts';
import { SettlementTracker } from '../../recovery/settlementTracker.ts';
import { guardsOf } from '../../resilience/guardsOf.ts';
import { LiveConfiguration } from '../../settings/liveConfiguration.ts';
import { Reconfiguration } from '../../settings/reconfiguration.ts';
import { StartSnapshots } from '../../start/startSnapshots.ts';
import { EngineMetrics } from '../../telemetry/engineMetrics.ts';
import { createBooks } from './books.ts';
import { createLimits } from './createLimits.ts';
import { createOrderPath } from './createOrderPath.ts';
import { createRecord } from './createRecord.ts';
import { createRecovery } from './createRecovery.ts';
import { createRisk } from './createRisk.ts';
import { createSignalPath } from './createSignalPath.ts';
import { createTrading } from './createTrading.ts';
import type { EnginePorts } from './enginePorts.ts';
import { Lifecycle } from './lifecycle.ts';

export type EngineParts = ReturnType<typeof engineParts>;

export function engineParts(ports: EnginePorts) {
  const configuration = new LiveConfiguration(ports.configuration);
  const { alerts, setAside, store, operators, producers } = createRecord(ports, configuration);
  const tools = { ...ports, configuration, store, operators };
  const books = createBooks(store, setAside, configuration, ports.clock);
  const { live, exposures, closing, scopes, interruptions } = books;

  const metrics = new EngineMetrics(ports.clock, () => configuration.metrics);
  const bus = createEventBus({ ...tools, checkpoints: ports.subscriptionCheckpoints });
  const queries = createOrderQueries({ ...tools, live, head: () => store.head().position });
  bus.subscribeDurably(alertSubscriber(alerts));

  const wasRolledBack = () => alerts.wasRolledBack;
  const instrumentOf = (symbol: string) => configuration.instruments.find((one) => one.symbol === symbol);
  const handler = new OrderCommandHandler({ ...tools, ...books, instrumentOf });
  const guards = guardsOf(tools, configuration);
  const effective = (terms: ScopedTerms) => alerts.hold ?? scopes.effective(terms);
  const gate = new TradingGate(effective, exposures, closing);
  const judges = createRisk({ ...tools, ...books, effective });

  const dropCopies = ports.dropCopies ?? [];
  const recovery = createRecovery({ ...tools, ...books, handler, guards, gate, alerts, dropCopies });
  const orderPath = createOrderPath({ ...tools, ...books, guards, alerts, recovery, judges });
  const trading = createTrading(
    { ...tools, ...books, ...judges, handler, guards, alerts, instrumentOf, wasRolledBack },
    recovery,
    orderPath,
  );
  const lifecycle = new Lifecycle(store);
  const { pipeline, intake } = createSignalPath({
    ...tools,
    ...judges,
    handler,
    interruptions,
    setAside,
    metrics,
    lifecycle,
    alerts,
    bus,
    submitting: orderPath.submitting,
  });
  const interrupted = new InterruptedWork({
    ...tools,
    ...books,
    handler,
    resolver: recovery.resolver,
    wasRolledBack,
    process: (...taken) => intake.resume(...taken),
  });

  const { snapshotEveryEvents: everyEvents } = configuration.eventSourcing;
  const { brackets, reduceOnly, orders } = orderPath;
  const { admitReload: admit } = operators;
  return {
    ports: tools,
    configuration,
    reconfiguration: new Reconfiguration({ ...tools, ...judges, live: configuration, admit }),
    store,
    books,
    metrics,
    bus,
    reader: ports.reader,
    queries,
    alerts,
    doubts: new DoubtWatch(alerts),
    neverSent: new NeverSent(alerts, live),
    handler,
    guards,
    risk: judges.risk,
    riskBreaker: judges.riskBreaker,
    ...createLimits({ ...tools, ...books, ...judges, handler, alerts }),
    operators,
    producers,
    recovery,
    orders,
    brackets,
    reduceOnly,
    trading,
    lifecycle,
    pipeline,
    intake,
    interrupted,
    settlement: new SettlementTracker(),
    snapshots: new StartSnapshots({ ...tools, ...books, brackets, everyEvents }),
  };
}
