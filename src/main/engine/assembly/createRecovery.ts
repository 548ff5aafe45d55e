/** Everything that finds and settles what was lost on the way: inquiries, reconciliation, interrupted work. */
import type { OrderId, SignalId, VenueId } from '../../../shared/kernel/ids.ts';
import type { Alarm } from '../../domain/alarm/alarm.ts';
import type { CommandsDependencies } from '../commands/sendRequest.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { Clock, IdSource, Scheduler } from '../ports.ts';
import type { LiveOrders } from '../orders/liveOrders.ts';
import type { ExposureBook } from '../orders/exposureBook.ts';
import type { VenueGuard } from '../resilience/venueGuard.ts';
import type { PendingSignals } from '../orders/pendingSignals.ts';
import type { SignalProcessor } from '../signals/signalProcessor.ts';
import { createReconciliation, type EngineReconciliation } from './createReconciliation.ts';
import { InterruptedWork } from '../recovery/interruptedWork.ts';
import { InDoubtResolver } from '../recovery/inDoubtResolver.ts';
import {
  takeUpOrder,
  takeUpSignal,
  takeUpWhatWasLeft,
  type ResumeInFlightDependencies,
} from '../recovery/resumeInFlight.ts';

export interface RecoveryDependencies extends Omit<CommandsDependencies, 'ackTimeoutMsOf' | 'venueGateOf'> {
  /** In force: read at each use. */
  readonly configuration: EngineConfiguration;
  readonly guards: ReadonlyMap<VenueId, VenueGuard>;
  readonly live: LiveOrders;
  readonly exposures: ExposureBook;
  readonly pending: PendingSignals;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly raise: (alarm: Alarm) => void;
  readonly resume: (...taken: Parameters<SignalProcessor['resume']>) => void;
}

export interface Recovery {
  readonly resolver: InDoubtResolver;
  readonly reconciliation: EngineReconciliation;
  readonly ackTimeoutMsOf: (venue: VenueId) => number;
  /** Orders and signals that may be settled any moment. */
  readonly busy: number;
  noteOrder(orderId: OrderId): void;
  noteSignal(signalId: SignalId): void;
  observe(events: readonly StoredEvent[]): void;
  /** Before the venues are connected. */
  restore(): Promise<void>;
  /** After the venues were connected: takes up what the last run left, then compares. */
  takeUp(): Promise<void>;
  close(): void;
}

export function createRecovery(dependencies: RecoveryDependencies): Recovery {
  const { configuration, handler, guardOf, gate, logger, clock, scheduler, store } = dependencies;
  const ackTimeoutMsOf = (id: VenueId): number =>
    configuration.venues.find(({ venue }) => venue === id)?.ackTimeoutMs ?? 0;
  const commands = { handler, guardOf, ackTimeoutMsOf, gate, logger };
  const venueGateOf = (venue: VenueId) => reconciliation.gateOf(venue);
  const resolver = new InDoubtResolver({ ...commands, venueGateOf, clock, scheduler });
  const reconciliation: EngineReconciliation = createReconciliation({ ...dependencies, resolver });
  const takeUp: ResumeInFlightDependencies = {
    ...dependencies,
    resolver,
    onInterrupted: (signalId) => interrupted.noteSignal(signalId),
  };
  const interrupted = new InterruptedWork({
    writeFault: () => store.writeFault(),
    takeUpOrder: (orderId) => takeUpOrder(takeUp, orderId),
    takeUpSignal: async (signalId) => {
      const left = dependencies.pending.all().find((one) => one.signalId === signalId);
      if (left !== undefined) await takeUpSignal(takeUp, left);
    },
    scheduler,
    logger,
  });
  return {
    resolver,
    reconciliation,
    ackTimeoutMsOf,
    get busy() {
      return resolver.pending + reconciliation.comparing + interrupted.pending;
    },
    noteOrder: (orderId) => interrupted.noteOrder(orderId),
    noteSignal: (signalId) => interrupted.noteSignal(signalId),
    observe: (events) => reconciliation.known.observe(events),
    restore: () => reconciliation.restore(),
    async takeUp() {
      await takeUpWhatWasLeft(takeUp);
      reconciliation.start();
    },
    close() {
      resolver.close();
      reconciliation.close();
      interrupted.close();
    },
  };
}
