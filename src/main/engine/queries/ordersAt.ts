/** Reads from the events alone how orders were right after the event of a position. */
import { orderIdOfStream, orderStream, type OrderId } from '../../../shared/kernel/ids.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { OrderView } from '../orders/orderView.ts';
import { isOfOrder, projectAny } from '../orders/projectOrder.ts';

/** Rows to begin with, which hold at least all events up to a position. */
export interface KnownRows {
  readonly rows: Iterable<OrderView>;
  readonly position: number;
}

/** Every order, oldest first. For a position after the head, the orders as they are now. */
export async function ordersAt(
  events: EventStore,
  position: number,
  known: KnownRows = { rows: [], position: 0 },
): Promise<readonly OrderView[]> {
  const rows = new Map<OrderId, OrderView>();
  for (const row of known.rows) rows.set(row.orderId, row);
  for await (const event of events.readAll({ afterPosition: known.position })) {
    if (event.position > position) break;
    if (!isOfOrder(event)) continue;
    const orderId = orderIdOfStream(event.streamId);
    const row = rows.get(orderId);
    // A row may hold more events than `known.position` says.
    if (row !== undefined && row.position >= event.position) continue;
    const next = projectAny(row, event);
    if (next !== undefined) rows.set(orderId, next);
  }
  return [...rows.values()].toSorted((a, b) => a.createdPosition - b.createdPosition);
}

/** One order; undefined when it did not exist yet. */
export async function orderAt(
  events: Pick<EventStore, 'read'>,
  orderId: OrderId,
  position: number,
): Promise<OrderView | undefined> {
  let row: OrderView | undefined;
  for await (const event of events.read(orderStream(orderId))) {
    if (event.position > position) break;
    row = projectAny(row, event);
  }
  return row;
}
