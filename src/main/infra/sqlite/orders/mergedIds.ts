/**
 * Merges the orders of several parts into the order of a sort. An index has the orders of each part in that order. So
 * only the first order of each part is read, and then the orders after those that are taken.
 */
import type Database from 'better-sqlite3';
import type { OrderPart, Value } from './orderParts.ts';
import type { SortTerm } from './orderViewSql.ts';

interface Order {
  readonly id: number;
  /** The values by which the order is sorted. */
  readonly values: readonly Value[];
}

/** The next order of a part, and those after it. */
interface Head {
  readonly order: Order;
  readonly rest: Iterator<Order>;
}

/** Ids of the first `count` orders. */
export function mergedIds(
  database: Database.Database,
  parts: readonly OrderPart[],
  terms: readonly SortTerm[],
  count: number,
): readonly number[] {
  const read = partReader(database, terms);
  const heads: Head[] = [];
  const place = (rest: Iterator<Order>): void => {
    const next = rest.next();
    if (next.done === true) return;
    const order = next.value;
    heads.splice(placeOf(order, heads, terms), 0, { order, rest });
  };
  for (const part of parts) place(read(part));
  const ids: number[] = [];
  while (ids.length < count) {
    const first = heads.pop();
    if (first === undefined) break;
    ids.push(first.order.id);
    place(first.rest);
  }
  return ids;
}

function partReader(
  database: Database.Database,
  terms: readonly SortTerm[],
): (part: OrderPart) => Iterator<Order> {
  const statements = new Map<string, Database.Statement<unknown[], [number, ...Value[]]>>();
  const prepared = (sql: string): Database.Statement<unknown[], [number, ...Value[]]> => {
    const statement = statements.get(sql) ?? database.prepare<unknown[], [number, ...Value[]]>(sql).raw();
    statements.set(sql, statement);
    return statement;
  };
  return function* ordersOf({ slice: { sql, parameters }, same }) {
    const select = prepared(sql);
    // Each slice is twice as large as the one before, because most parts give few orders to a page.
    for (let slice = 1, offset = 0; ; offset += slice, slice *= 2) {
      const rows = select.all(...parameters, slice, offset);
      for (const [id, ...found] of rows) {
        const value = ({ column }: SortTerm): Value => same[column] ?? found.shift() ?? null;
        yield { id, values: terms.map(value) };
      }
      if (rows.length < slice) return;
    }
  };
}

/** Where the order belongs among the heads. The first in the order of the sort is the last element. */
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
