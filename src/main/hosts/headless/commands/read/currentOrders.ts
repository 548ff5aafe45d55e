/** The current orders of a data folder: rows of the read model as far as it goes, then from the events. */
import type { EventStore } from '../../../../engine/events/eventStore.ts';
import { StoreReadError } from '../../../../engine/events/storeReadError.ts';
import { ordersAt, type KnownRows } from '../../../../engine/queries/ordersAt.ts';
import { ordersProjection } from '../../../../engine/readmodel/ordersProjection.ts';
import type { OrderView } from '../../../../engine/orders/orderView.ts';
import { openSqliteOrderViewStore } from '../../../../infra/sqlite/orders/sqliteOrderViewStore.ts';

/** Every order as it is after the last event, oldest first. */
export async function currentOrders(events: EventStore, folder: string): Promise<readonly OrderView[]> {
  return ordersAt(events, Infinity, provenRows(folder));
}

/**
 * Rows of the read model. Undefined when it is missing, of another version, or not as it was written: the events have
 * everything.
 */
function provenRows(folder: string): KnownRows | undefined {
  const views = openSqliteOrderViewStore({ folder, readOnly: true });
  if (!views.ok) return undefined;
  try {
    const { version } = views.value.checkpoint();
    return version === ordersProjection.version ? views.value.proven() : undefined;
  } catch (error) {
    if (!(error instanceof StoreReadError)) throw error;
    return undefined;
  } finally {
    views.value.close();
  }
}
