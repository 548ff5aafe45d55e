/**
 * The start of the engine: it reads the state from disk into memory, connects the venues, and finishes what the last
 * run left.
 */
import { otherVenueAlert } from '../../../domain/alert/otherVenueAlert.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { alertIdOf, engineActor } from '../../../../shared/kernel/ids.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { isTerminal } from '../../../domain/order/orderState.ts';
import { venueListener } from '../../commands/venueListener.ts';
import { recordOnDesk } from '../../events/desk/recordOnDesk.ts';
import { storeAlerts } from '../../recovery/storeAlerts.ts';
import type { Timer } from '../../ports.ts';
import type { GuardedVenue } from '../../resilience/guardedVenue.ts';
import { msSinceLastEvent } from '../../resilience/idleTime.ts';
import { loadHistory } from '../../start/loadHistory.ts';
import type { Alert } from '../../../domain/desk/alert.ts';
import type { DeskEvent } from '../../../domain/desk/deskEvents.ts';
import { holderWords, leaseTakenWords, type LeaseTaken } from '../../../domain/lease/leaseTaken.ts';
import { notConfigured } from '../../start/notConfigured.ts';
import { restoreAsked } from '../../start/restoreAsked.ts';
import type { EngineParts } from '../parts/engineParts.ts';
import type { EnginePorts } from '../parts/enginePorts.ts';

/** How long a start waits for a venue before it goes on without that venue. The adapter keeps trying. */
const venueConnectMs = 5_000;
/**
 * How long a start waits for the other venues once one is connected: a venue that is down does not hold up the desk.
 */
const otherVenuesMs = 2_000;
const storeLookMs = 5;

export async function startEngine(parts: EngineParts): Promise<Result<void, Fault>> {
  const { lifecycle, books, store, recovery, trading, brackets, reduceOnly, guards, interrupted } = parts;
  invariant(lifecycle.phase === 'not started', 'an engine starts once');
  lifecycle.phase = 'starting';
  await restoreBooks(parts);
  const misplaced = await judgeConfiguration(parts);
  if (misplaced !== undefined) return err(misplaced);
  const idleMs = await msSinceLastEvent(store, parts.ports.clock);
  const recorded = await recordStart(parts);
  if (!recorded.ok) return recorded;
  tellTakeover(parts);
  for (const guard of guards.values()) await guard.restore(idleMs);
  await recovery.reconciliation.restore();
  await parts.riskBreaker.restore();
  await connectVenues(parts);
  await interrupted.finishAll();
  recovery.reconciliation.start();
  await trading.resume();
  brackets.resume();
  const resting = [...books.live.all()].filter((row) => row.reduceOnly === true);
  await reduceOnly.restore(resting.map(({ orderId }) => orderId));
  reduceOnly.lookAgain();
  parts.bus.start();
  lifecycle.phase = 'running';
  parts.reader.follow(store.head().position);
  return ok();
}

async function restoreBooks(parts: EngineParts): Promise<void> {
  const { alerts, books, store, reader, queries, snapshots, brackets, handler, operators, doubts } = parts;
  const { producers } = parts;
  await alerts.restore();
  await operators.restore();
  await producers.restore();
  const isOther = await raiseStoreAlerts(parts);
  await parts.trading.restore();
  await reader.start(isOther);
  await loadHistory({ ...books, store, snapshots, brackets, isOther });
  queries.publish({ position: store.head().position, rows: [] });
  doubts.observe(books.live.all());
  await restoreAsked({ ...books, handler });
  books.closing.restore(books.exposures.positions());
}

/**
 * Raises alerts for what the configuration has no place for. Returns a fault where the engine can't start because of
 * it.
 */
async function judgeConfiguration({
  configuration,
  tellNotSaid,
  books,
  brackets,
  alerts,
}: EngineParts): Promise<Fault | undefined> {
  const unfinished = [...books.live.all()];
  for (const orderId of brackets.unfinished()) {
    const row = await books.live.find(orderId);
    const isEntry = row !== undefined && row.parentOrderId === undefined;
    if (isEntry && isTerminal(row.status)) unfinished.push(row);
  }
  tellNotSaid();
  const { fault, alerts: found } = notConfigured(configuration, unfinished, books.exposures.positions());
  const isOver = ({ kind, message }: Alert): boolean =>
    kind === 'not_configured' && !found.some((alert) => alert.message === message);
  if (fault === undefined) void alerts.end(isOver, 'the configuration has it, or nothing is left there');
  for (const alert of found) void alerts.raise(alert);
  return fault;
}

async function recordStart({
  ports,
  store,
  reconfiguration,
  pinLimits,
  tellWindows,
}: EngineParts): Promise<Result<void, Fault>> {
  const before = await reconfiguration.lastRecorded();
  const { name: program, ...told } = ports.host;
  const data = { program, ...told, configuration: reconfiguration.record() };
  const started: DeskEvent[] = [{ type: 'EngineStarted', data }];
  if (store.lease !== undefined) started.push(leaseTaken(store.lease, ports.host));
  const recorded = await recordOnDesk({ store, ids: ports.ids }, started, engineActor());
  if (!recorded.ok) return recorded;
  await reconfiguration.noteDifference(before);
  await pinLimits();
  tellWindows();
  return recorded;
}

function leaseTaken(
  { epoch, why, from }: LeaseTaken,
  { machine = 'this machine', processId }: EnginePorts['host'],
): DeskEvent {
  const data = { epoch, host: machine, processId, why, ...(from !== undefined && { from }) };
  return { type: 'LeaseTaken', data };
}

/** The engine before did not end in order, or nobody could see it: a person should know. */
function tellTakeover({ alerts, store }: EngineParts): void {
  const { epoch, why, from } = store.lease ?? {};
  if (epoch === undefined || from === undefined || why !== 'lapsed') return;
  void alerts.raise({
    alertId: alertIdOf(`lease_taken:${epoch}`),
    kind: 'lease_taken',
    holdsOrders: false,
    message: `This engine has taken over from ${holderWords(from)}, ${leaseTakenWords[why]}`,
    advice: 'See why that engine stopped, and have it wait as the standby',
  });
}

/**
 * Raises the store's alerts before anything else is written, because the first commit writes over the proof against the
 * store. Returns whether the store was rolled back or replaced.
 */
async function raiseStoreAlerts({
  store,
  reader,
  snapshots,
  bus,
  alerts,
  ports,
}: EngineParts): Promise<boolean> {
  const { scheduler } = ports;
  const derived = [{ by: 'the read model', position: reader.opened }, ...snapshots.seen(), ...bus.seen()];
  const found = storeAlerts(store, derived);
  if (found.length === 0) return false;
  const raised = Promise.all(found.map((alert) => alerts.raise(alert))).then(() => bus.setBack());
  // The alerts hold orders at once. Where the store can't write, the start goes on, and its next append ends it with a
  // fault.
  const notWritten = new Promise<void>((resolve) => {
    const looks = scheduler.every(storeLookMs, () => {
      if (store.writeFault() === undefined) return;
      looks.cancel();
      resolve();
    });
    void raised.then(() => looks.cancel());
  });
  await Promise.race([raised, notWritten]);
  return found.some(({ kind }) => kind === 'store_rolled_back');
}

/** A venue that comes later is compared with the desk and traded with from then on. */
function connectVenues(parts: EngineParts): Promise<void> {
  const { guards, ports } = parts;
  return new Promise((resolve) => {
    let others: Timer | undefined;
    const all = [...guards.values()].map(async (guard) => {
      const connected = await connect(parts, guard);
      if (connected.ok) others ??= ports.scheduler.after(otherVenuesMs, resolve);
    });
    void Promise.all(all).then(() => {
      others?.cancel();
      resolve();
    });
  });
}

function connect(
  { recovery, handler, ports, books, alerts }: EngineParts,
  guard: GuardedVenue,
): Promise<Result<void, Fault>> {
  const { reconciliation, resolver } = recovery;
  const { id } = guard.venue;
  const listener = venueListener({
    guard,
    handler,
    logger: ports.logger,
    raise: (alert) => void alerts.raise(alert),
    onConnected: () => reconciliation.onConnected(id),
    onDisconnected: () => reconciliation.onDisconnected(id),
    onUnknownOrder: (clientOrderId) => reconciliation.onUnknownOrder(id, clientOrderId),
    onOtherVenue: (report, why) => void alerts.raise(otherVenueAlert(id, report, why)),
    onContradiction: (orderId) => resolver.check(orderId),
    onTick: (tick) => books.markets.take(id, tick),
  });
  return guard.venue.connect(listener, venueConnectMs);
}
