/** Puts together the comparisons of each venue's drop copy with its order session. */
import { orderIdOfStream, type VenueId } from '../../../../shared/kernel/ids.ts';
import { isExecutionEvent } from '../../../domain/order/executions.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import { isOrderEvent } from '../../orders/projectOrder.ts';
import type { DropCopy } from '../../ports.ts';
import { DropCopyComparison, type DropCopyDependencies } from '../../recovery/dropCopy/dropCopyComparison.ts';
import type { ReconciliationReport } from '../../recovery/reconciliation/reconciliation.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';

export interface DropCopiesDependencies extends Pick<
  DropCopyDependencies,
  'clock' | 'scheduler' | 'raise' | 'alerts'
> {
  readonly dropCopies: readonly DropCopy[];
  readonly guards: ReadonlyMap<VenueId, VenueGuard>;
  readonly handler: Pick<OrderCommandHandler, 'order'>;
  readonly store: Pick<EventStore, 'readAll'>;
}

export interface DropCopies {
  /** The listener hears when the drop copy of a venue says something else of the venue than before. */
  onChanged(listener: (venue: VenueId) => void): void;
  of(venue: VenueId): DropCopyComparison | undefined;
  /** Follows committed events. */
  observe(events: readonly StoredEvent[]): void;
  /** Restores the differences of the venue's last report, and reads what came since then. */
  restore(venue: VenueId, last: ReconciliationReport | undefined): Promise<void>;
  start(): void;
  close(): void;
}

export function createDropCopies(dependencies: DropCopiesDependencies): DropCopies {
  const { dropCopies, guards, handler, store } = dependencies;
  const listeners: ((venue: VenueId) => void)[] = [];
  const copies = new Map(
    dropCopies.map((copy) => [
      copy.venue,
      new DropCopyComparison(copy, {
        ...dependencies,
        isVenueUp: () => guards.get(copy.venue)?.venue.connected === true,
        orderOf: (orderId) => handler.order(orderId),
        onChanged() {
          for (const hear of listeners) hear(copy.venue);
        },
      }),
    ]),
  );
  const tell = async (event: StoredEvent): Promise<void> => {
    if (!isOrderEvent(event) || !isExecutionEvent(event)) return;
    const order = await handler.order(orderIdOfStream(event.streamId));
    if (order === undefined) return;
    copies.get(order.terms.venue)?.told(order, event.data.executionId, event.time);
  };
  return {
    onChanged: (listener) => void listeners.push(listener),
    of: (venue) => copies.get(venue),
    observe(events) {
      if (copies.size > 0) for (const event of events) void tell(event);
    },
    async restore(venue, last) {
      const fromTime = copies.get(venue)?.restore(last);
      if (fromTime === undefined) return;
      for await (const event of store.readAll({ fromTime })) await tell(event);
    },
    start() {
      for (const copy of copies.values()) copy.start();
    },
    close() {
      for (const copy of copies.values()) copy.close();
    },
  };
}
