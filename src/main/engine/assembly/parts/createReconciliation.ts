/** Puts together the reconciliation of all venues, as the engine uses it. */
import {
  orderIdOfStream,
  venueIdOfStream,
  type ClientOrderId,
  type OrderId,
  type VenueId,
} from '../../../../shared/kernel/ids.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, type Result } from '../../../../shared/kernel/result.ts';
import type { Alerts } from '../../alerts/alertBook.ts';
import type { Alert } from '../../../domain/desk/alert.ts';
import type { OrderEvent } from '../../../domain/order/orderEvents.ts';
import type { Order } from '../../../domain/order/orderState.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import type { EngineConfiguration } from '../../configuration.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import type { Clock, DropCopy, IdSource, Logger, Scheduler } from '../../ports.ts';
import type { OperatorContext } from '../../operatorContext.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';
import { isOrderEvent } from '../../orders/projectOrder.ts';
import type { ExposureBook } from '../../orders/exposureBook.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';
import { adoptedAlerts } from '../../recovery/reconciliation/adoptedAlerts.ts';
import { Adoption } from '../../recovery/reconciliation/adoption.ts';
import { KnownExecutions } from '../../recovery/reconciliation/knownExecutions.ts';
import type { InDoubtResolver } from '../../recovery/inDoubtResolver.ts';
import type { Reconciliation } from '../../recovery/reconciliation/reconciliation.ts';
import type { VenueGate } from '../../gates/venueGate.ts';
import type { DropCopyComparison } from '../../recovery/dropCopy/dropCopyComparison.ts';
import { createDropCopies } from './createDropCopies.ts';
import { VenueReconciliation } from '../../recovery/reconciliation/venueReconciliation.ts';

export interface ReconciliationDependencies {
  /** The configuration in force; it is read at each use. */
  readonly configuration: EngineConfiguration;
  readonly guards: ReadonlyMap<VenueId, VenueGuard>;
  readonly guardOf: (order: Order) => VenueGuard;
  readonly venueGateOf: (venue: VenueId) => VenueGate;
  readonly dropCopies: readonly DropCopy[];
  readonly handler: OrderCommandHandler;
  readonly resolver: InDoubtResolver;
  readonly live: LiveOrders;
  readonly exposures: ExposureBook;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly raise: (alert: Alert) => void;
  readonly alerts: Pick<Alerts, 'open' | 'end'>;
}

export interface EngineReconciliation extends Reconciliation {
  /** Follows committed events. */
  observe(events: readonly StoredEvent[]): void;
  /** How many venues are being compared now, or wait for their comparison. */
  readonly comparing: number;
  adopt(
    venue: VenueId,
    clientOrderId: ClientOrderId,
    operator: OperatorContext,
  ): Promise<Result<OrderId, Refusal>>;
  restore(): Promise<void>;
  start(): void;
  onConnected(venue: VenueId): void;
  onDisconnected(venue: VenueId): void;
  onUnknownOrder(venue: VenueId, clientOrderId: ClientOrderId): void;
  close(): void;
}

export function createReconciliation(dependencies: ReconciliationDependencies): EngineReconciliation {
  const known = new KnownExecutions();
  const copies = createDropCopies(dependencies);
  const venues = new Map(
    [...dependencies.guards].map(([id, guard]) => [id, ofVenue(dependencies, guard, known, copies.of(id))]),
  );
  copies.onChanged((venue) => venues.get(venue)?.onDropCopy());
  const of = (venue: VenueId): VenueReconciliation => {
    const one = venues.get(venue);
    invariant(one !== undefined, `venue ${venue} is configured`);
    return one;
  };
  const settled = async (orderId: OrderId): Promise<void> => {
    const order = await dependencies.handler.order(orderId);
    // A venue knows nothing of an order that was canceled before it was sent.
    if (order?.clientOrderId !== undefined) venues.get(order.terms.venue)?.onSettlement();
  };
  const follow = (event: StoredEvent): void => {
    if (event.type === 'VenueFellSilent') venues.get(venueIdOfStream(event.streamId))?.onSilent();
    if (event.type === 'VenueSpokeAgain') venues.get(venueIdOfStream(event.streamId))?.onSpokeAgain();
    if (isOrderEvent(event) && isWordOnIt(event)) void settled(orderIdOfStream(event.streamId));
  };
  const unknown = (venue: VenueId) =>
    err({ code: 'venue_unknown', message: `there is no venue ${venue}`, field: 'venue', actual: venue });
  return {
    observe(events) {
      known.observe(events);
      copies.observe(events);
      for (const event of events) follow(event);
    },
    get comparing() {
      return [...venues.values()].filter(({ comparing }) => comparing).length;
    },
    report: (venue) => venues.get(venue)?.report,
    gate: (venue) => of(venue).gate.state,
    waiting: () => [...venues].flatMap(([id, { gate }]) => (gate.state === 'open' ? [] : [id])),
    outdated: (venue) => venues.get(venue)?.outdated,
    dropCopy: (venue) => copies.of(venue)?.state,
    run: async (venue, operator) => venues.get(venue)?.run(operator) ?? unknown(venue),
    accept: async (venue, operator) => venues.get(venue)?.accept(operator) ?? unknown(venue),
    cancelStray: async (venue, clientOrderId, operator) =>
      venues.get(venue)?.cancelStray(clientOrderId, operator) ?? unknown(venue),
    adopt: async (venue, clientOrderId, operator) =>
      venues.get(venue)?.adopt(clientOrderId, operator) ?? unknown(venue),
    async restore() {
      for (const [id, venue] of venues) {
        await venue.restore();
        await copies.restore(id, venue.report);
      }
    },
    start() {
      copies.start();
      for (const venue of venues.values()) venue.start();
    },
    onConnected: (venue) => of(venue).onConnected(),
    onDisconnected: (venue) => of(venue).onDisconnected(),
    onUnknownOrder: (venue, clientOrderId) => of(venue).onUnknownOrder(clientOrderId),
    close() {
      copies.close();
      for (const venue of venues.values()) venue.close();
    },
  };
}

/** Whether the event is an operator's settlement, or the venue's contradiction of one. */
function isWordOnIt({ type, data }: OrderEvent): boolean {
  if (!('evidence' in data)) return false;
  return (
    data.evidence === 'operator' || (type === 'OrderSettlementContradicted' && data.evidence === 'venue')
  );
}

function ofVenue(
  dependencies: ReconciliationDependencies,
  guard: VenueGuard,
  known: KnownExecutions,
  copy: DropCopyComparison | undefined,
): VenueReconciliation {
  const { configuration, handler, guardOf, venueGateOf, resolver, live, exposures } = dependencies;
  const { store, clock, scheduler, ids, logger, raise, alerts } = dependencies;
  const { id } = guard.venue;
  const [defaultAccount] = configuration.accounts;
  invariant(defaultAccount !== undefined, 'there is an account');
  return new VenueReconciliation({
    guard,
    gate: venueGateOf(id),
    copy,
    guardOf,
    handler,
    live,
    known,
    adoption: new Adoption({ guard, handler, defaultAccount }),
    check: (orderId, atOnce) => resolver.check(orderId, atOnce),
    settings: () => {
      const settings = configuration.venues.find(({ venue }) => venue === id);
      invariant(settings !== undefined, `venue ${id} has settings`);
      return settings.reconciliation;
    },
    adoptedAlerts: (adopted) => adoptedAlerts(configuration, id, adopted, clock.now()),
    ourPositions: () => exposures.positions().filter(({ venue }) => venue === id),
    store,
    clock,
    scheduler,
    ids,
    logger,
    raise,
    alerts,
  });
}
