/** Parts of the orders for which an index has the order of a sort: groups of orders with the same values, and eras. */
import type { OrderFilter } from '../../../engine/readmodel/orderViewStore.ts';
import { eraOf, eraStart, type Era } from './orderEras.ts';
import { isGroupColumn } from './orderTotals.ts';
import { boundsOf, groupsOf, joined, orderBy, type SortTerm, type Where } from './orderViewSql.ts';

export type Value = string | number | Buffer | null;

/** A row of table `totals`. */
export type OrderGroup = Readonly<Record<string, Value>> & { readonly id: number; readonly orders: number };

export interface OrderPart {
  /** Selects ids and sort values. Two parameters follow: how many rows, and how many rows to skip. */
  readonly slice: Where;
  /** Sort values that all orders of the part share, by column. The query does not select them. */
  readonly same: Readonly<Record<string, Value>>;
}

export function groupPart(group: OrderGroup, filter: OrderFilter, terms: readonly SortTerm[]): OrderPart {
  const own = terms.filter(({ column }) => !isGroupColumn(column));
  const where = joined([{ sql: 'group_id = ?', parameters: [group.id] }, ...boundsBeside(own, filter)]);
  return { slice: sliceOf(where, own), same: group };
}

export function eraPart(era: Era, filter: OrderFilter, terms: readonly SortTerm[]): OrderPart {
  return { slice: sliceOf(eraWhere(era, filter, terms), terms), same: {} };
}

/** The condition for the orders of the era that pass the filter. */
export function eraWhere(era: Era, filter: OrderFilter, terms: readonly SortTerm[]): Where {
  const bounds = isWithin(era, filter) ? [] : boundsBeside(terms, filter);
  return joined([{ sql: `${eraOf} = ?`, parameters: [era.id] }, ...bounds, groupsOf(filter, '+')]);
}

/**
 * The bounds of creation. SQLite would use an index for them and then sort, so it may use one only where the index of
 * the sort has them.
 */
function boundsBeside([first]: readonly SortTerm[], filter: OrderFilter): readonly Where[] {
  const { createdFrom, createdTo, createdFromPosition, createdToPosition } = filter;
  const prefix = (column: string): '' | '+' => (first?.column === column ? '' : '+');
  return [
    boundsOf({ createdFromPosition, createdToPosition }, prefix('created_position')),
    boundsOf({ createdFrom, createdTo }, prefix('created_at')),
  ];
}

/**
 * The filter with the positions of its eras as further bounds. Every index of orders has the creation position, and not
 * every one has the creation time.
 */
export function withPositions(filter: OrderFilter, eras: readonly Era[]): OrderFilter {
  const ids = eras.map(({ id }) => id);
  const { createdFromPosition = 0, createdToPosition = Number.MAX_SAFE_INTEGER } = filter;
  return {
    ...filter,
    createdFromPosition: Math.max(createdFromPosition, eraStart(Math.min(...ids))),
    createdToPosition: Math.min(createdToPosition, eraStart(Math.max(...ids) + 1)),
  };
}

/** Whether all orders of the era lie within the filter's bounds of creation. */
export function isWithin(era: Era, filter: OrderFilter): boolean {
  const { createdFrom, createdTo, createdFromPosition, createdToPosition } = filter;
  return (
    (createdFrom === undefined || era.first_at >= createdFrom) &&
    (createdTo === undefined || era.last_at < createdTo) &&
    (createdFromPosition === undefined || eraStart(era.id) >= createdFromPosition) &&
    (createdToPosition === undefined || eraStart(era.id + 1) <= createdToPosition)
  );
}

function sliceOf({ sql, parameters }: Where, terms: readonly SortTerm[]): Where {
  const columns = ['id', ...terms.map(({ column }) => column)].join(', ');
  return { sql: `SELECT ${columns} FROM orders ${sql} ${orderBy(terms)} LIMIT ? OFFSET ?`, parameters };
}
