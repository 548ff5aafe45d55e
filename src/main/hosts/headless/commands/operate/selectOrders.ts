/** Reads the orders of a command through the api. */
import type { Api, ApiInput } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import type { OrderFilter, OrderView } from '../../../../../shared/contract/orders.ts';

const pageRows = 5_000;

/** All orders that match the filter, oldest first. */
export async function ordersWhere(api: Api, filter: OrderFilter): Promise<Reply<OrderView[]>> {
  const rows: OrderView[] = [];
  for (;;) {
    const query: ApiInput<'queryOrders'> = {
      filter,
      sort: [{ field: 'createdAt', descending: false }],
      offset: rows.length,
      limit: pageRows,
    };
    const page = await api.queryOrders(query);
    if (!page.ok) return page;
    rows.push(...page.value.rows);
    if (page.value.rows.length < pageRows) return { ok: true, value: rows };
  }
}

/** The current state of the orders, in the order of their ids. */
export async function ordersById(api: Api, orderIds: readonly string[]): Promise<Reply<OrderView[]>> {
  const orders: OrderView[] = [];
  for (const orderId of orderIds) {
    const found = await api.getOrder({ orderId });
    if (!found.ok) return found;
    orders.push(found.value.order);
  }
  return { ok: true, value: orders };
}
