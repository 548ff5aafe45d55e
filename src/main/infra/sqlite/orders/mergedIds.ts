/**
 * Orders of several groups in the order of a sort. Within each group an index has them in that order. So only the first
 * order of each group is read, and those that follow the orders that are taken.
 */
import type Database from 'better-sqlite3';
import type { OrderFilter } from '../../../engine/readmodel/orderViewStore.ts';
import { groupSliceOf, isOfOrder, type SortTerm } from './orderViewSql.ts';

type Value = string | number | Buffer | null;

/** A row of table `totals`. */
export type OrderGroup = Readonly<Record<string, Value>> & { readonly id: number; readonly orders: number };

interface Order {
  readonly id: number;
  /** The values by which it is sorted. */
  readonly values: readonly Value[];
}

/** The next order of a group, and those after it. */
interface Head {
  readonly order: Order;
  readonly rest: Iterator<Order>;
}

/** Ids of the first `count` orders of the groups that lie within the filter's bounds of creation. */
export function mergedIds(
  database: Database.Database,
  groups: readonly OrderGroup[],
  filter: OrderFilter,
  terms: readonly SortTerm[],
  count: number,
): readonly number[] {
  const read = groupReader(database, filter, terms);
  const heads: Head[] = [];
  const place = (rest: Iterator<Order>): void => {
    const next = rest.next();
    if (next.done === true) return;
    const order = next.value;
    heads.splice(placeOf(order, heads, terms), 0, { order, rest });
  };
  for (const group of groups) place(read(group));
  const ids: number[] = [];
  while (ids.length < count) {
    const first = heads.pop();
    if (first === undefined) break;
    ids.push(first.order.id);
    place(first.rest);
  }
  return ids;
}

function groupReader(
  database: Database.Database,
  filter: OrderFilter,
  terms: readonly SortTerm[],
): (group: OrderGroup) => Iterator<Order> {
  const { sql, parameters } = groupSliceOf(filter, terms.filter(isOfOrder));
  const select = database.prepare<unknown[], [number, ...Value[]]>(sql).raw();
  return function* ordersOf(group) {
    // Each slice is twice as large as the one before: most groups give few orders to a page.
    for (let slice = 1, offset = 0; ; offset += slice, slice *= 2) {
      const rows = select.all(group.id, ...parameters, slice, offset);
      for (const [id, ...found] of rows) {
        const value = (term: SortTerm): Value =>
          (isOfOrder(term) ? found.shift() : group[term.column]) ?? null;
        yield { id, values: terms.map(value) };
      }
      if (rows.length < slice) return;
    }
  };
}

/** Where the order belongs among the heads. The first in the order of the sort stands last. */
function placeOf(order: Order, heads: readonly Head[], terms: readonly SortTerm[]): number {
  let [low, high] = [0, heads.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = heads[middle];
    if (other !== undefined && comesBefore(order, other.order, terms)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function comesBefore(a: Order, b: Order, terms: readonly SortTerm[]): boolean {
  for (const [index, { descending }] of terms.entries()) {
    const order = compare(a.values[index] ?? null, b.values[index] ?? null);
    if (order !== 0) return descending ? order > 0 : order < 0;
  }
  return false;
}

/** Compares as SQLite does: null comes first, and text goes by its bytes. */
function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (typeof a === 'number' || typeof b === 'number') return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
