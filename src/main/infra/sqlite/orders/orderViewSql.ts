/** Builds the parts of a query over table `orders` from a filter and a sort. */
import { asciiLower, equalFields } from '../../../engine/readmodel/orderMatching.ts';
import type { OrderFilter, OrderQuery } from '../../../engine/readmodel/orderViewStore.ts';
import { sortColumns } from './sortIndexes.ts';

export interface Where {
  /** The condition; empty when every order matches. */
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

type Sort = NonNullable<OrderQuery['sort']>;

const equalColumns: Readonly<Record<(typeof equalFields)[number], string>> = {
  symbol: 'symbol',
  account: 'account',
  strategy: 'strategy',
  venue: 'venue',
  side: 'side',
  parentOrderId: 'parent_order_id',
};

/** The condition of a filter. A unary plus before a column keeps SQLite from using an index over that column. */
export function whereOf(filter: OrderFilter, prefix: '' | '+' = ''): Where {
  const conditions: string[] = [];
  const parameters: unknown[] = [];
  const add = (condition: string, ...values: unknown[]): void => {
    conditions.push(`${prefix}${condition}`);
    parameters.push(...values);
  };
  if (filter.orderIds !== undefined) {
    add('order_id IN (SELECT value FROM json_each(?))', JSON.stringify(filter.orderIds));
  }
  for (const field of equalFields) {
    if (filter[field] !== undefined) add(`${equalColumns[field]} = ?`, filter[field]);
  }
  if (filter.statuses !== undefined) {
    add(`status IN (${filter.statuses.map(() => '?').join(',')})`, ...filter.statuses);
  }
  if (filter.text !== undefined && isSearch(filter)) add('instr(ids, ?) > 0', asciiLower(filter.text));
  if (filter.createdFrom !== undefined) add('created_at >= ?', filter.createdFrom);
  if (filter.createdTo !== undefined) add('created_at < ?', filter.createdTo);
  if (filter.createdFromPosition !== undefined) add('created_position >= ?', filter.createdFromPosition);
  if (filter.createdToPosition !== undefined) add('created_position < ?', filter.createdToPosition);
  return { sql: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, parameters };
}

/** Whether the filter asks for a part of an id, for which no index helps. */
export function isSearch({ text = '' }: OrderFilter): boolean {
  return text !== '';
}

/** Whether the filter asks only for columns of table `totals`. */
export function isTotalled(filter: OrderFilter): boolean {
  const { orderIds, createdFrom, createdTo, createdFromPosition, createdToPosition, parentOrderId } = filter;
  const others = [orderIds, createdFrom, createdTo, createdFromPosition, createdToPosition, parentOrderId];
  return !isSearch(filter) && others.every((bound) => bound === undefined);
}

const newestFirst: Sort = [{ field: 'createdAt', descending: true }];

export function orderBy(sort: Sort): string {
  const keys = sort.length > 0 ? sort : newestFirst;
  const direction = (descending: boolean): string => (descending ? 'DESC' : 'ASC');
  const last = direction(keys.at(-1)?.descending ?? true);
  const terms = keys.map(({ field, descending }) => `${sortColumns[field]} ${direction(descending)}`);
  return `ORDER BY ${[...terms, `created_position ${last}`].join(', ')}`;
}

export interface PageSize {
  readonly offset: number;
  readonly count: number;
  /** How many orders match the filter, and how many there are. */
  readonly matching: number;
  readonly total: number;
}

/**
 * Ids of one page. There are two ways: find the matching orders and sort them, or walk an index in the requested order
 * until the page is full. SQLite does not know the sizes and would always find and sort; we know them here.
 */
export function pageOf(filter: OrderFilter, sort: Sort, size: PageSize): Where {
  const { sql, parameters } = whereOf(filter, walks(filter, sort, size) ? '+' : '');
  return {
    sql: `SELECT id FROM orders ${sql} ${orderBy(sort)} LIMIT ? OFFSET ?`,
    parameters: [...parameters, size.count, size.offset],
  };
}

/**
 * Compares the costs: rows that the walk reads, if the matches are spread evenly, with rows that are found and then
 * sorted.
 */
function walks(filter: OrderFilter, sort: Sort, { offset, count, matching, total }: PageSize): boolean {
  if (isSearch(filter) || filter.orderIds !== undefined) return false;
  if (matching === 0 || isServed(filter, sort)) return false;
  return ((offset + count) * total) / matching < matching * sortingCost;
}

/** Cost of a row that is found by one index and sorted, in rows that are walked over. */
const sortingCost = 3;

/** Whether one index both finds the orders of the filter and has them in the order of the sort. */
function isServed(filter: OrderFilter, sort: Sort): boolean {
  const field = sort[0]?.field ?? 'createdAt';
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined);
  if (field !== 'createdAt' || sort.length > 1) return false;
  return asked.every(
    ([name]) =>
      name === 'symbol' ||
      name === 'createdFrom' ||
      name === 'createdTo' ||
      (name === 'statuses' && filter.statuses?.length === 1),
  );
}
