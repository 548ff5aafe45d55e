/** The parts of the engine. Each part is made from the parts above it, so the function reads from top to bottom. */
import type { Ticker } from '../../../../shared/kernel/ids.ts';
import type { ScopedTerms } from '../../../domain/trading/tradingScope.ts';
import { DoubtWatch } from '../../recovery/doubtWatch.ts';
import { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import { TradingGate } from '../../gates/tradingGate.ts';
import { InterruptedWork } from '../../recovery/interruptedWork.ts';
import { NeverSent } from '../../recovery/neverSent.ts';
import { SettlementTracker } from '../../recovery/settlementTracker.ts';
import { guardsOf } from '../../resilience/guardsOf.ts';
import { LiveConfiguration } from '../../settings/liveConfiguration.ts';
import { Reconfiguration } from '../../settings/reconfiguration.ts';
import { StartSnapshots } from '../../start/startSnapshots.ts';
import { OutageLog } from '../../telemetry/outageLog.ts';
import { createBooks } from './books.ts';
import { createLimits } from './createLimits.ts';
import { createOrderPath } from './createOrderPath.ts';
import { createReaders } from './createReaders.ts';
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
  const record = createRecord(ports, configuration);
  const { alerts, setAside, store, operators } = record;
  const logger = new OutageLog(ports.logger, store);
  const tools = { ...ports, configuration, store, operators, logger };
  const books = createBooks(store, setAside, configuration, ports.clock);
  const { live, exposures, closing, scopes, interruptions } = books;

  const readers = createReaders(tools, live, alerts);

  const wasRolledBack = () => alerts.wasRolledBack;
  const instrumentOf = (symbol: Ticker) => configuration.instruments.find((one) => one.symbol === symbol);
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
  const signalPath = createSignalPath({
    ...tools,
    ...judges,
    ...readers,
    handler,
    interruptions,
    setAside,
    lifecycle,
    alerts,
    submitting: orderPath.submitting,
  });
  const interrupted = new InterruptedWork({
    ...tools,
    ...books,
    handler,
    resolver: recovery.resolver,
    wasRolledBack,
    process: (...taken) => signalPath.intake.resume(...taken),
  });

  const { snapshotEveryEvents: everyEvents } = configuration.eventSourcing;
  return {
    ...record,
    ...judges,
    ...orderPath,
    ...signalPath,
    ports: tools,
    configuration,
    reconfiguration: new Reconfiguration({ ...tools, ...judges, live: configuration }),
    books,
    ...readers,
    reader: ports.reader,
    doubts: new DoubtWatch(alerts),
    neverSent: new NeverSent(alerts, live),
    handler,
    guards,
    ...createLimits({ ...tools, ...books, ...judges, handler, alerts }),
    recovery,
    trading,
    lifecycle,
    interrupted,
    settlement: new SettlementTracker(),
    snapshots: new StartSnapshots({ ...tools, ...books, ...orderPath, everyEvents }),
  };
}
