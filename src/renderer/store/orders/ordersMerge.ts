/** Makes the orders in view from a snapshot and deltas. Pure. */
import type { OrderStatistics, OrderView } from '../../../shared/contract/orders.ts';

/** Names that orders of the view have had. Signals may come from outside the desk's configuration. */
export interface NamesSeen {
  readonly symbol: ReadonlySet<string>;
  readonly strategy: ReadonlySet<string>;
}

export interface OrdersState {
  readonly seen: NamesSeen;
  readonly rows: ReadonlyMap<string, OrderView>;
  /** Orders that came with a delta and that the operator has not seen yet. */
  readonly fresh: ReadonlySet<string>;
  readonly matching: number;
  readonly total: number;
  /** Sums over all matching orders, loaded or not; undefined before the first answer. */
  readonly totals: OrderStatistics | undefined;
  readonly position: number;
  readonly loaded: boolean;
}

export const noOrders: OrdersState = {
  seen: { symbol: new Set(), strategy: new Set() },
  rows: new Map(),
  fresh: new Set(),
  matching: 0,
  total: 0,
  totals: undefined,
  position: 0,
  loaded: false,
};

export interface OrdersSnapshot {
  readonly rows: readonly OrderView[];
  readonly matching: number;
  readonly total: number;
  readonly totals: OrderStatistics;
}

export interface OrdersDelta {
  readonly upserts: readonly OrderView[];
  readonly removals: readonly string[];
  readonly matching: number;
  readonly total: number;
  readonly totals: OrderStatistics;
}

/**
 * Replaces everything by a snapshot. Rows that did not change stay the same objects, so that they are not drawn again.
 */
export function takeSnapshot(state: OrdersState, snapshot: OrdersSnapshot, position: number): OrdersState {
  const rows = new Map<string, OrderView>();
  for (const row of snapshot.rows) {
    const before = state.rows.get(row.orderId);
    rows.set(row.orderId, before !== undefined && before.version === row.version ? before : row);
  }
  const fresh = new Set([...state.fresh].filter((id) => rows.has(id)));
  const { matching, total, totals } = snapshot;
  const seen = withNames(noOrders.seen, snapshot.rows);
  return { seen, rows, fresh, matching, total, totals, position, loaded: true };
}

/** The same object where the orders have no new name. */
function withNames(seen: NamesSeen, orders: readonly OrderView[]): NamesSeen {
  const symbol = withAll(
    seen.symbol,
    orders.map((order) => order.symbol),
  );
  const strategy = withAll(
    seen.strategy,
    orders.map((order) => order.strategy),
  );
  return symbol === seen.symbol && strategy === seen.strategy ? seen : { symbol, strategy };
}

function withAll(known: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  return names.every((name) => known.has(name)) ? known : new Set([...known, ...names]);
}

/** How many rows the view may have beyond its limit before its end is cut. */
const slack = 200;

export function takeDelta(
  state: OrdersState,
  delta: OrdersDelta,
  position: number,
  limit: number,
  compare: (a: OrderView, b: OrderView) => number,
): OrdersState {
  let rows = new Map(state.rows);
  let { fresh } = state;
  const added: string[] = [];
  for (const row of delta.upserts) {
    const before = rows.get(row.orderId);
    if (before === undefined) added.push(row.orderId);
    // A row never goes back to an older version: a newer one may have come first.
    if (before === undefined || before.version <= row.version) rows.set(row.orderId, row);
  }
  for (const id of delta.removals) rows.delete(id);
  if (rows.size > limit + slack) {
    rows = new Map(
      [...rows.values()]
        .toSorted(compare)
        .slice(0, limit)
        .map((row) => [row.orderId, row]),
    );
  }
  if (added.length > 0) fresh = new Set([...fresh, ...added]);
  if (delta.removals.length > 0 || added.length > 0) fresh = new Set([...fresh].filter((id) => rows.has(id)));
  const { matching, total, totals } = delta;
  const seen = withNames(state.seen, delta.upserts);
  return { seen, rows, fresh, matching, total, totals, position, loaded: true };
}

export function markSeen(state: OrdersState, ids: readonly string[]): OrdersState {
  if (!ids.some((id) => state.fresh.has(id))) return state;
  const fresh = new Set(state.fresh);
  for (const id of ids) fresh.delete(id);
  return { ...state, fresh };
}
