/**
 * Puts the engine together from its ports. The same code runs in the window's worker, headless, and in the simulator.
 */
import type { Timer } from '../ports.ts';
import { recordOnDesk } from '../events/desk/recordOnDesk.ts';
import type { Engine } from './engine.ts';
import { engineParts, type EngineParts } from './parts/engineParts.ts';
import type { EnginePorts } from './parts/enginePorts.ts';
import { everySecond } from './life/everySecond.ts';
import { followChanges } from './life/followChanges.ts';
import { resumeSubscriber } from './resumeSubscriber.ts';
import { engineActor } from '../../../shared/kernel/ids.ts';
import { startEngine } from './life/startEngine.ts';

const idlePollMs = 5;

export function createEngine(ports: EnginePorts): Engine {
  const parts = engineParts(ports);
  followChanges(parts);
  const { configuration, books, lifecycle, reconfiguration, recovery, store, bus } = parts;
  const {
    pipeline,
    intake,
    orders,
    brackets,
    trading,
    alerts,
    guards,
    riskBreaker,
    limits,
    operators,
    producers,
    queries,
    metrics,
  } = parts;
  const record: Engine['record'] = (event, actor) => recordOnDesk({ store, ids: ports.ids }, [event], actor);
  let looks: Timer | undefined;
  return {
    get configuration() {
      return configuration.current;
    },
    store,
    bus,
    metrics,
    queries,
    pipeline,
    intake,
    orders,
    reconciliation: recovery.reconciliation,
    brackets,
    trading,
    alerts,
    guards,
    riskBreaker,
    limits,
    operators,
    producers,
    markets: books.markets,
    onTick: (listener) => books.markets.onTick(listener),
    reconfigure: (next, context) => reconfiguration.change(next, context),
    previewConfiguration: (next) => reconfiguration.preview(next),
    configurationRecord: () => reconfiguration.record(),
    resumeSubscriber: (name, context) => resumeSubscriber({ bus, record }, name, context),
    health() {
      const fault = lifecycle.closedBy();
      return fault === undefined ? { accepting: true } : { accepting: false, fault };
    },
    record,
    async start() {
      const started = await startEngine(parts);
      if (started.ok) looks = everySecond(parts);
      return started;
    },
    settled: () => parts.settlement.settled({ ...ports, isBusy: () => waitsFor(parts).length > 0 }),
    waitsFor: () => waitsFor(parts),
    async stop(reason) {
      if (lifecycle.phase === 'stopping') return;
      lifecycle.phase = 'stopping';
      leaveWaiting(parts);
      await untilIdle(parts);
      looks?.cancel();
      await closeParts(parts, reason);
    },
  };
}

async function closeParts(parts: EngineParts, reason: string): Promise<void> {
  const { ports, store, bus, recovery, interrupted, brackets, reduceOnly, trading, alerts } = parts;
  for (const part of [recovery, interrupted, brackets, reduceOnly, trading, alerts]) part.close();
  for (const guard of parts.guards.values()) guard.close();
  ports.logger.look(true);
  const stopped = { type: 'EngineStopped' as const, data: { reason } };
  await recordOnDesk({ store, ids: ports.ids }, [stopped], engineActor());
  await Promise.all([...ports.venues, ...(ports.dropCopies ?? [])].map((session) => session.close()));
  parts.snapshots.save();
  await bus.close();
  // The reader is closed first: the last connection to close removes the write-ahead log, if it may write.
  await parts.reader.close();
  await store.close();
}

/**
 * Begins no order of a waiting signal once the engine stops: otherwise a loaded engine would send orders for as long as
 * signals wait.
 */
function leaveWaiting({ intake, ports }: EngineParts): void {
  intake.leaveWaiting();
  const { queued } = intake;
  if (queued > 0) ports.logger.log('warn', 'signals wait for the next start', { signals: queued });
}

/** What the engine still waits for: one phrase with its count for each kind. */
function waitsFor({ intake, recovery, books, brackets, reduceOnly, store }: EngineParts): readonly string[] {
  const counts: readonly (readonly [number, string])[] = [
    [intake.queued + intake.inFlight, 'signals in the intake or the pipeline'],
    [recovery.busy, 'inquiries or reconciliations that are not finished'],
    [books.interruptions.pending, 'orders or signals with an event that the store could not write'],
    [brackets.busy, 'brackets whose exits are being sent or changed'],
    [reduceOnly.busy, 'reduce-only orders that are being compared with the position'],
    [store.health().pendingAppends, 'events that are not on disk yet'],
  ];
  return counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}

function untilIdle(parts: EngineParts): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (parts.intake.inFlight > 0) parts.ports.scheduler.after(idlePollMs, look);
      else resolve();
    };
    look();
  });
}
