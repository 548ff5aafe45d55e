/**
 * Puts together what finds lost messages: the inquiries about single orders, and the comparison with the venues'
 * records.
 */
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import type { Alerts } from '../../alerts/alertBook.ts';
import type { CommandsDependencies } from '../../commands/sendRequest.ts';
import type { EngineConfiguration } from '../../configuration.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import type { ExposureBook } from '../../orders/exposureBook.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';
import type { Clock, DropCopy, IdSource, Scheduler } from '../../ports.ts';
import { InDoubtResolver } from '../../recovery/inDoubtResolver.ts';
import { VenueGate } from '../../gates/venueGate.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';
import { createReconciliation, type EngineReconciliation } from './createReconciliation.ts';

export interface RecoveryDependencies extends Pick<CommandsDependencies, 'handler' | 'gate' | 'logger'> {
  /** The configuration in force; it is read at each use. */
  readonly configuration: EngineConfiguration;
  readonly guards: ReadonlyMap<VenueId, VenueGuard>;
  readonly dropCopies: readonly DropCopy[];
  readonly live: LiveOrders;
  readonly exposures: ExposureBook;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly alerts: Pick<Alerts, 'raise' | 'open' | 'end'>;
}

export interface Recovery {
  readonly resolver: InDoubtResolver;
  readonly reconciliation: EngineReconciliation;
  /** What every command to a venue needs. */
  readonly commands: CommandsDependencies;
  /** How many inquiries and comparisons are under way, each of which may settle an order. */
  readonly busy: number;
  observe(events: readonly StoredEvent[]): void;
  close(): void;
}

export function createRecovery(dependencies: RecoveryDependencies): Recovery {
  const { configuration, handler, guards, gate, logger, clock, scheduler, alerts } = dependencies;
  const settingsOf = (id: VenueId) => configuration.venues.find(({ venue }) => venue === id);
  const venueGates = new Map(
    Array.from(guards, ([id, { venue }]) => {
      const waitMsMax = () => settingsOf(id)?.reconciliation.gateWaitMs ?? 0;
      return [id, new VenueGate(venue, scheduler, waitMsMax)] as const;
    }),
  );
  const commands: CommandsDependencies = {
    handler,
    gate,
    logger,
    guardOf: ({ terms }) => ofVenue(guards, terms.venue),
    ackTimeoutMsOf: (id) => settingsOf(id)?.ackTimeoutMs ?? 0,
    venueGateOf: (venue) => ofVenue(venueGates, venue),
  };
  const resolver = new InDoubtResolver({ ...commands, clock, scheduler });
  const reconciliation = createReconciliation({
    ...dependencies,
    ...commands,
    resolver,
    raise: (alert) => void alerts.raise(alert),
  });
  return {
    resolver,
    reconciliation,
    commands,
    get busy() {
      return resolver.pending + reconciliation.comparing;
    },
    observe: (events) => reconciliation.observe(events),
    close() {
      resolver.close();
      reconciliation.close();
    },
  };
}

function ofVenue<T>(parts: ReadonlyMap<VenueId, T>, venue: VenueId): T {
  const part = parts.get(venue);
  invariant(part !== undefined, `venue ${venue} is configured`);
  return part;
}
