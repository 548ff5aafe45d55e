/** Finds every order that a filter matches, also those that the window does not hold. */
import type { Reply } from '../../shared/contract/faults.ts';
import type { OrderFilter, OrderPage, OrderStatus, OrderView } from '../../shared/contract/orders.ts';
import { call } from '../ipc/engineLink.ts';

/** Orders that one action of an operator may be about. */
export const matchingMax = 50_000;
const pageMax = 5_000;

export interface MatchingOrders {
  /** Newest first, `matchingMax` at most. */
  readonly orders: readonly OrderView[];
  /** How many there are. */
  readonly matching: number;
}

type Ask = (filter: OrderFilter, limit: number) => Promise<Reply<OrderPage>>;

const askEngine: Ask = (filter, limit) => call('queryOrders', { filter, limit });

/**
 * Orders of these statuses that match the filter and were created before a position. They are asked for by ranges of
 * the position at which they were created: that never changes, so none is missed because others leave the filter meanwhile.
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
  // The last one is looked into first: the newest.
  const ranges: (readonly [from: number, to: number])[] = [[0, beforePosition]];
  for (let range = ranges.pop(); range !== undefined && orders.length < matchingMax; range = ranges.pop()) {
    const [from, to] = range;
    const inRange = { ...within, createdFromPosition: from, createdToPosition: to };
    // Once for the count where there may be many, once for the rows.
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
  // Fewer than were counted have not been left out: they ended meanwhile.
  const all = orders.length < matchingMax ? orders.length : (matching ?? 0);
  return { ok: true, value: { orders: orders.slice(0, matchingMax), matching: all } };
}

/** Those of the filter that have one of these statuses as well. */
export function withStatuses(filter: OrderFilter, statuses: readonly OrderStatus[]): OrderFilter {
  return { ...filter, statuses: statuses.filter((status) => filter.statuses?.includes(status) !== false) };
}
