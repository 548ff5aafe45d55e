/** Builds the parts of a query over table `orders` from a filter and a sort. */
import { asciiLower } from '../../../engine/readmodel/orderMatching.ts';
import type { OrderFilter, OrderQuery } from '../../../engine/readmodel/orderViewStore.ts';
import { searchedText, threesOf } from './orderSearch.ts';
import { eraAt } from './orderEras.ts';
import { sortColumns } from './sortIndexes.ts';

export interface Where {
  /** The condition or the statement; empty when every row matches. */
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

type Sort = NonNullable<OrderQuery['sort']>;

/** The filter's fields that are columns of table `totals`. */
const totalledFields = ['symbol', 'account', 'strategy', 'venue', 'side'] as const;

/** The condition on table `totals`. */
export function totalsWhere(filter: OrderFilter): Where {
  const [conditions, parameters, add] = gathered();
  for (const field of totalledFields) if (filter[field] !== undefined) add(`${field} = ?`, filter[field]);
  if (filter.statuses !== undefined) {
    add(`status IN (${filter.statuses.map(() => '?').join(',')})`, ...filter.statuses);
  }
  return joined([{ sql: conditions.join(' AND '), parameters }]);
}

/** The condition on table `orders`. A unary plus before a column keeps SQLite from using an index over that column. */
export function whereOf(filter: OrderFilter, prefix: '' | '+' = ''): Where {
  const [conditions, parameters, add] = gathered(prefix);
  if (filter.orderIds !== undefined) {
    add('order_id IN (SELECT value FROM json_each(?))', JSON.stringify(filter.orderIds));
  }
  if (filter.createdPositions !== undefined) {
    add('created_position IN (SELECT value FROM json_each(?))', JSON.stringify(filter.createdPositions));
  }
  if (filter.parentOrderId !== undefined) add('parent_order_id = ?', filter.parentOrderId);
  if (isSearch(filter)) addText(asciiLower(filter.text ?? ''), add);
  return joined([
    { sql: conditions.join(' AND '), parameters },
    groupsOf(filter, prefix),
    boundsOf(filter, prefix),
  ]);
}

/** The condition on table `orders` that means the same as the one on table `totals`, without WHERE. */
export function groupsOf(filter: OrderFilter, prefix: '' | '+' = ''): Where {
  const { sql, parameters } = totalsWhere(filter);
  return sql === ''
    ? noCondition
    : { sql: `${prefix}group_id IN (SELECT id FROM totals ${sql})`, parameters };
}

type BoundField = 'createdFrom' | 'createdTo' | 'createdFromPosition' | 'createdToPosition';
type Bounds = { readonly [Field in BoundField]?: OrderFilter[Field] | undefined };

/** The filter's bounds of creation, on table `orders`, without WHERE. */
export function boundsOf(filter: Bounds, prefix: '' | '+' = ''): Where {
  const [conditions, parameters, add] = gathered(prefix);
  if (filter.createdFrom !== undefined) add('created_at >= ?', filter.createdFrom);
  if (filter.createdTo !== undefined) add('created_at < ?', filter.createdTo);
  if (filter.createdFromPosition !== undefined) add('created_position >= ?', filter.createdFromPosition);
  if (filter.createdToPosition !== undefined) add('created_position < ?', filter.createdToPosition);
  return { sql: conditions.join(' AND '), parameters };
}

/** The condition on table `eras` for eras that may have orders within the filter's bounds of creation. */
export function erasWhere(filter: OrderFilter): Where {
  const [conditions, parameters, add] = gathered();
  if (filter.createdFrom !== undefined) add('last_at >= ?', filter.createdFrom);
  if (filter.createdTo !== undefined) add('first_at < ?', filter.createdTo);
  if (filter.createdFromPosition !== undefined) add(`id >= ${eraAt}`, filter.createdFromPosition);
  if (filter.createdToPosition !== undefined) add(`id <= ${eraAt}`, filter.createdToPosition);
  return joined([{ sql: conditions.join(' AND '), parameters }]);
}

type Add = (condition: string, ...values: unknown[]) => void;

function addText(text: string, add: Add): void {
  const threes = threesOf(text);
  if (threes === undefined) add(`id IN (SELECT id FROM ${searchedText} WHERE instr(c0, ?) > 0)`, text);
  else {
    add('id IN (SELECT rowid FROM order_ids WHERE order_ids MATCH ? AND instr(ids, ?) > 0)', threes, text);
  }
}

function gathered(prefix: '' | '+' = ''): readonly [string[], unknown[], Add] {
  const conditions: string[] = [];
  const parameters: unknown[] = [];
  const add: Add = (condition, ...values) => {
    conditions.push(`${prefix}${condition}`);
    parameters.push(...values);
  };
  return [conditions, parameters, add];
}

/** All conditions together, with WHERE. */
export function joined(conditions: readonly Where[]): Where {
  const asked = conditions.filter(({ sql }) => sql !== '');
  if (asked.length === 0) return noCondition;
  return {
    sql: `WHERE ${asked.map(({ sql }) => sql).join(' AND ')}`,
    parameters: asked.flatMap(({ parameters }) => parameters),
  };
}

const noCondition: Where = { sql: '', parameters: [] };

/** Whether the filter asks for a part of an id. */
export function isSearch({ text = '' }: OrderFilter): boolean {
  return text !== '';
}

/** Whether the filter names its orders one by one. */
function isNamed({ orderIds, createdPositions }: OrderFilter): boolean {
  return orderIds !== undefined || createdPositions !== undefined;
}

/** Whether the filter names orders, of which there are few. */
export function isNarrow(filter: OrderFilter): boolean {
  return isSearch(filter) || isNamed(filter) || filter.parentOrderId !== undefined;
}

/** Whether the filter asks only for columns of table `totals`. */
export function isTotalled(filter: OrderFilter): boolean {
  return !isNarrow(filter) && boundsOf(filter).sql === '';
}

const newestFirst: Sort = [{ field: 'createdAt', descending: true }];

export interface SortTerm {
  readonly column: string;
  readonly descending: boolean;
}

/** The columns of a sort; the last one decides between equal values. */
export function termsOf(sort: Sort): readonly SortTerm[] {
  const keys = sort.length > 0 ? sort : newestFirst;
  const terms = keys.map(({ field, descending }) => ({ column: sortColumns[field], descending }));
  return [...terms, { column: 'created_position', descending: keys.at(-1)?.descending ?? true }];
}

export function orderBy(terms: readonly SortTerm[]): string {
  return `ORDER BY ${terms.map(({ column, descending }) => `${column} ${descending ? 'DESC' : 'ASC'}`).join(', ')}`;
}

export interface PageSize {
  readonly offset: number;
  /** The number of ids, at most as many as match. */
  readonly count: number;
  /** How many orders match the filter, and how many there are. */
  readonly matching: number;
  readonly total: number;
}

/**
 * A column of one page. There are two ways: find the matching orders and sort them, or walk an index in the requested order
 * until the page is full. SQLite does not know the sizes and would always find and sort; we know them here.
 */
export function pageOf(
  column: 'id' | 'created_position',
  filter: OrderFilter,
  sort: Sort,
  size: PageSize,
): Where {
  const { sql, parameters } = whereOf(filter, walks(filter, sort, size) ? '+' : '');
  return {
    sql: `SELECT ${column} FROM orders ${sql} ${orderBy(termsOf(sort))} LIMIT ? OFFSET ?`,
    parameters: [...parameters, size.count, size.offset],
  };
}

/**
 * Compares the costs: rows that the walk reads, if the matches are spread evenly, with rows that are found and then
 * sorted.
 */
function walks(filter: OrderFilter, sort: Sort, { offset, count, matching, total }: PageSize): boolean {
  if (isSearch(filter) || isNamed(filter)) return false;
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
  return asked.every(([name]) => name === 'createdFrom' || name === 'createdTo');
}
