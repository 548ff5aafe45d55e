/** What the orders of events are about: side and symbol, which never change. Events of an order do not repeat them. */
import { create } from 'zustand';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { namedOrdersMax, type OrderView } from '../../../shared/contract/orders.ts';
import { call } from '../link/engineLink.ts';

export type OrderSubject = Pick<OrderView, 'side' | 'symbol'>;
export type OrderSubjects = ReadonlyMap<OrderId, OrderSubject>;

/** How many subjects are remembered. Beyond this number all are forgotten, and asked for again when needed. */
const subjectsMax = 20_000;

export const useOrderSubjects = create<{ readonly subjects: OrderSubjects }>(() => ({ subjects: new Map() }));

/** Asks for the orders that are not known yet. */
export async function learnOrders(orderIds: readonly OrderId[]): Promise<void> {
  const { subjects } = useOrderSubjects.getState();
  const unknown = [...new Set(orderIds)].filter((orderId) => !subjects.has(orderId)).slice(0, namedOrdersMax);
  if (unknown.length === 0) return;
  const reply = await call('queryOrders', { filter: { orderIds: unknown }, limit: unknown.length });
  if (!reply.ok) return;
  const learned = reply.value.rows.map(({ orderId, side, symbol }) => [orderId, { side, symbol }] as const);
  useOrderSubjects.setState(({ subjects: known }) => ({
    subjects: new Map([...(known.size > subjectsMax ? [] : known), ...learned]),
  }));
}
