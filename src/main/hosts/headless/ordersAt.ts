/** The orders as they stand, or as they stood at a position: from the read model as far as it goes, then from the events. */
import type { EventStore } from '../../engine/events/eventStore.ts';
import { ordersProjection } from '../../engine/readmodel/ordersProjection.ts';
import type { OrderView } from '../../engine/readmodel/orderView.ts';
import { orderQueryLimitMax, type OrderViewStore } from '../../engine/readmodel/orderViewStore.ts';
import { isOrderEvent, orderIdOf, projectOrder } from '../../engine/readmodel/projectOrder.ts';
import { openSqliteOrderViewStore } from '../../infra/sqlite/sqliteOrderViewStore.ts';

/** Every order after the last event, oldest first. */
export async function currentOrders(events: EventStore, folder: string): Promise<readonly OrderView[]> {
  const views = usableViews(folder);
  if (views === undefined) return ordersAt(events, events.head().position);
  try {
    const rows = new Map(allRows(views).map((row) => [row.orderId, row]));
    await project(rows, events, views.checkpoint().position, Infinity);
    return byCreation(rows);
  } finally {
    views.close();
  }
}

/** Every order as it stood once the event of that position was in, oldest first. */
export async function ordersAt(events: EventStore, position: number): Promise<readonly OrderView[]> {
  const rows = new Map<string, OrderView>();
  await project(rows, events, 0, position);
  return byCreation(rows);
}

/** A read model that is missing, damaged or of another version is none: the events know it all. */
function usableViews(folder: string): OrderViewStore | undefined {
  const views = openSqliteOrderViewStore({ folder, readOnly: true });
  if (!views.ok) return undefined;
  if (views.value.checkpoint().version === ordersProjection.version) return views.value;
  views.value.close();
  return undefined;
}

function allRows(views: OrderViewStore): OrderView[] {
  const rows: OrderView[] = [];
  // By a key that does not change while a running engine goes on writing.
  const sort = [{ field: 'createdAt', descending: false } as const];
  for (;;) {
    const page = views.query({ sort, offset: rows.length, limit: orderQueryLimitMax });
    rows.push(...page.rows);
    if (page.rows.length < orderQueryLimitMax) return rows;
  }
}

async function project(
  rows: Map<string, OrderView>,
  events: EventStore,
  afterPosition: number,
  lastPosition: number,
): Promise<void> {
  for await (const event of events.readAll({ afterPosition })) {
    if (event.position > lastPosition) return;
    if (!isOrderEvent(event)) continue;
    const orderId = orderIdOf(event);
    const row = rows.get(orderId);
    // Rows may hold more than the position they are marked with.
    if (row === undefined || row.position < event.position) rows.set(orderId, projectOrder(row, event));
  }
}

function byCreation(rows: ReadonlyMap<string, OrderView>): readonly OrderView[] {
  return [...rows.values()].toSorted((a, b) => a.createdPosition - b.createdPosition);
}
