/** Makes the status strip from what the engine knows now. */
import { doorSentences } from '../../../shared/contract/signalDoors.ts';
import type { HealthView, MarketView, StandbyView, Status } from '../../../shared/contract/status.ts';
import { formatDecimal } from '../../../shared/kernel/decimal.ts';
import { personOf } from '../../../shared/kernel/ids.ts';
import { holds } from '../../../shared/kernel/roles.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import { holderWords, type LeaseTaken } from '../../domain/lease/leaseTaken.ts';
import type { WaitingStandby } from '../../domain/lease/waitingStandby.ts';
import { isOtherSource, originOf } from '../../domain/instrument/referencePrice.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { DoorSession } from '../../engine/operators/doorSession.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import { isLasting } from '../../engine/events/appendFaults.ts';
import type { ReportsState } from '../../engine/events/eventStore.ts';
import type { ConsoleList } from '../consoles/consoleList.ts';
import type { BridgePorts, HostFacts, ServedRuntime } from '../ports/servedRuntime.ts';
import { workingStatuses } from '../../domain/order/orderState.ts';
import { alertViews } from './alertViews.ts';
import { faultView } from './faultView.ts';
import { reconciliationSummaries } from './recoveryView.ts';
import { tradingSummary } from './tradingView.ts';
import { venueViews } from './venueView.ts';

/** Orders in each status; a status without orders may be absent. */
export type OrderCounts = Readonly<Partial<Record<OrderStatus, number>>>;

/** What the status of the desk is made from. */
export interface DeskContext {
  readonly runtime: ServedRuntime;
  readonly facts: HostFacts;
  readonly ports: BridgePorts;
}

/** Who asks for it, and who else is there. */
export interface PersonContext {
  readonly runtime: ServedRuntime;
  readonly session: DoorSession;
  readonly consoles: ConsoleList;
}

/** What depends on who asks. */
export type PersonStatus = Pick<Status, 'session' | 'consoles' | 'proposals'>;
/** What is the same for everybody. */
export type DeskStatus = Omit<Status, keyof PersonStatus>;

export function statusView(context: DeskContext & PersonContext, counts: OrderCounts): Status {
  return { ...deskStatus(context, counts), ...personStatus(context) };
}

export function personStatus({ runtime, session, consoles }: PersonContext): PersonStatus {
  return {
    session: session.view(),
    consoles: consoles.views(session),
    proposals: proposalCounts(runtime.engine, session),
  };
}

export function deskStatus(context: DeskContext, counts: OrderCounts): DeskStatus {
  const { runtime, facts } = context;
  const { engine } = runtime;
  const health = engine.health();
  const trading = tradingSummary(engine.trading);
  const acknowledgeMs = engine.metrics.acknowledgeMs();
  return {
    environment: facts.environment,
    version: facts.version,
    process: facts.process,
    time: formatMicros(context.ports.clock.now()),
    tradingState: trading.states.find(({ scope }) => scope === 'desk')?.state ?? 'active',
    trading,
    accepting: health.accepting,
    ...(health.fault !== undefined && { fault: faultView(health.fault) }),
    health: healthView(runtime),
    venues: venueViews(runtime),
    riskBreaker: { ...engine.riskBreaker.snapshot() },
    reconciliations: reconciliationSummaries(engine.guards.keys(), engine.reconciliation),
    markets: marketViews(engine),
    strategies: runtime.strategies.list().map((strategy) => ({ ...strategy })),
    store: storeView(runtime, facts.dataFolder),
    subscribers: engine.bus.subscriptions().map((subscription) => ({ ...subscription })),
    intake: {
      queued: engine.intake.queued,
      inFlight: engine.intake.inFlight,
      capacity: engine.configuration.maxConcurrentOrders,
      doors: runtime.signalDoors,
    },
    ...(acknowledgeMs !== undefined && { acknowledgeMs: { ...acknowledgeMs } }),
    ordersWorking: workingStatuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0),
    ordersInDoubt: counts.in_doubt ?? 0,
    ...alertViews(engine.alerts),
    unprotected: engine.brackets.unprotected().map((entry) => ({ ...entry })),
  };
}

function proposalCounts({ limits, operators }: Engine, { actor }: DoorSession): Status['proposals'] {
  const waiting = limits.proposals();
  const mayApprove = holds(operators.standingOf(actor), 'limits');
  const ofOthers = waiting.filter(({ by }) => personOf(by) !== personOf(actor));
  return { waiting: waiting.length, forYou: mayApprove ? ofOthers.length : 0 };
}

/** The engine's checks, and the doors for signals: one that is asked for and not open degrades the health. */
function healthView({ engine, signalDoors }: ServedRuntime): HealthView {
  const { status, checks } = engine.pipeline.checkHealth();
  const doors = doorSentences(signalDoors);
  const isShut = doors.some(({ healthy }) => !healthy);
  return {
    status: status === 'healthy' && isShut ? 'degraded' : status,
    checks: [...checks, ...doors].map((check) => ({ ...check })),
  };
}

/** The instruments without a price are left out. */
function marketViews({ configuration, markets }: Engine): MarketView[] {
  return configuration.instruments.flatMap(({ symbol }) => {
    const reference = markets.reference(symbol);
    if (reference === undefined) return [];
    const { price, bid, ask, source, stale } = reference;
    const tick = isOtherSource(source) ? undefined : markets.tick(symbol, source);
    return [
      {
        symbol,
        last: formatDecimal(price),
        ...(bid !== undefined && { bid: formatDecimal(bid) }),
        ...(ask !== undefined && { ask: formatDecimal(ask) }),
        ...originOf(reference),
        ...(stale === true && { stale }),
        ...(tick !== undefined && { marketTime: formatMicros(tick.marketTime) }),
      },
    ];
  });
}

function reportsView({ position, fault }: ReportsState, head: number): Status['store']['reports'] {
  return { behind: Math.max(0, head - position), ...(fault !== undefined && { fault: faultView(fault) }) };
}

function storeView({ engine, standbys }: ServedRuntime, dataFolder: string): Status['store'] {
  const { writable, pendingAppends, commitMs, sizeBytes, walBytes, sqliteVersion, record, reports } =
    engine.store.health();
  const headPosition = engine.store.head().position;
  const fault = engine.store.writeFault();
  return {
    writable,
    ...(fault !== undefined && isLasting(fault) && { ended: true }),
    headPosition,
    lag: Math.max(0, headPosition - engine.queries.readPosition),
    commitP99Ms: commitMs.p99,
    pendingAppends,
    sizeBytes,
    walBytes,
    ...(sqliteVersion !== undefined && { sqliteVersion }),
    ...(record !== undefined && { record }),
    ...(reports && { reports: reportsView(reports, headPosition) }),
    ...leaseView(engine.store.lease),
    ...(standbys && { standbys: standbys.map((one) => standbyView(one, headPosition)) }),
    dataFolder,
  };
}

function leaseView(taken: LeaseTaken | undefined): Pick<Status['store'], 'lease'> {
  if (taken === undefined) return {};
  const { epoch, why, from } = taken;
  return { lease: { epoch, why, ...(from !== undefined && { from: holderWords(from) }) } };
}

function standbyView({ host, pid, since, position, reaches }: WaitingStandby, head: number): StandbyView {
  return { host, pid, since, behind: Math.max(0, head - position), reaches: [...reaches] };
}
