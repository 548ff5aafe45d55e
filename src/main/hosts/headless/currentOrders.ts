/** The orders of a data folder as they stand: from the read model as far as it goes, then from the events. */
import type { EventStore } from '../../engine/events/eventStore.ts';
import { ordersAt } from '../../engine/queries/ordersAt.ts';
import { ordersProjection } from '../../engine/readmodel/ordersProjection.ts';
import type { OrderView } from '../../engine/readmodel/orderView.ts';
import { orderQueryLimitMax, type OrderViewStore } from '../../engine/readmodel/orderViewStore.ts';
import { openSqliteOrderViewStore } from '../../infra/sqlite/sqliteOrderViewStore.ts';

/** Every order after the last event, oldest first. */
export async function currentOrders(events: EventStore, folder: string): Promise<readonly OrderView[]> {
  const views = usableViews(folder);
  if (views === undefined) return ordersAt(events, Infinity);
  try {
    // The position first: a running engine may write rows meanwhile.
    const { position } = views.checkpoint();
    return await ordersAt(events, Infinity, { rows: allRows(views), position });
  } finally {
    views.close();
  }
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
