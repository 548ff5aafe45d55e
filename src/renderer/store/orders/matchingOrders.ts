/** Finds every order that a filter matches, also those that the window does not hold. */
import type { Reply } from '../../../shared/contract/faults.ts';
import type { OrderFilter, OrderPage, OrderStatus, OrderView } from '../../../shared/contract/orders.ts';
import { call } from '../link/engineLink.ts';

/** How many orders one action of an operator may concern. */
export const matchingMax = 50_000;
const pageMax = 5_000;

export interface MatchingOrders {
  /** The orders, newest first, at most `matchingMax`. */
  readonly orders: readonly OrderView[];
  /** How many orders match. */
  readonly matching: number;
}

type Ask = (filter: OrderFilter, limit: number) => Promise<Reply<OrderPage>>;

const askEngine: Ask = (filter, limit) => call('queryOrders', { filter, limit });

/**
 * Finds the orders with these statuses that match the filter and were created before a position. It asks by ranges of
 * the position at which an order was created. That position never changes, so no order is missed when others leave the
 * filter meanwhile.
 */
export async function findMatching(
  filter: OrderFilter,
  statuses: readonly OrderStatus[],
  beforePosition: number,
  ask: Ask = askEngine,
): Promise<Reply<MatchingOrders>> {
  const within = withStatuses(filter, statuses);
  const orders: OrderView[] = [];
  let matching: number | undefined;
  // The last range is searched first: it has the newest orders.
  const ranges: (readonly [from: number, to: number])[] = [[0, beforePosition]];
  for (let range = ranges.pop(); range !== undefined && orders.length < matchingMax; range = ranges.pop()) {
    const [from, to] = range;
    const inRange = { ...within, createdFromPosition: from, createdToPosition: to };
    // It asks once for the count where there may be many orders, and once for the rows.
    const counted = await ask(inRange, 1);
    if (!counted.ok) return counted;
    matching ??= counted.value.total;
    if (counted.value.total > pageMax && to - from > 1) {
      const middle = Math.floor((from + to) / 2);
      ranges.push([from, middle], [middle, to]);
      continue;
    }
    if (counted.value.total === 0) continue;
    const page = await ask(inRange, pageMax);
    if (!page.ok) return page;
    orders.push(...page.value.rows);
  }
  // When fewer rows came than were counted, none was left out: the missing orders ended meanwhile.
  const all = orders.length < matchingMax ? orders.length : (matching ?? 0);
  return { ok: true, value: { orders: orders.slice(0, matchingMax), matching: all } };
}

/** The filter, limited to these statuses. */
export function withStatuses(filter: OrderFilter, statuses: readonly OrderStatus[]): OrderFilter {
  return { ...filter, statuses: statuses.filter((status) => filter.statuses?.includes(status) !== false) };
}
