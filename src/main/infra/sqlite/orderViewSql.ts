/** The parts of a query over the orders table that follow from a filter and a sort. */
import { asciiLower } from '../../engine/readmodel/orderMatching.ts';
import type { OrderFilter, OrderQuery, OrderSortField } from '../../engine/readmodel/orderViewStore.ts';

export interface Where {
  /** Empty when everything matches. */
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export function whereOf(filter: OrderFilter): Where {
  const conditions: string[] = [];
  const parameters: unknown[] = [];
  const add = (condition: string, ...values: unknown[]): void => {
    conditions.push(condition);
    parameters.push(...values);
  };
  for (const field of ['symbol', 'account', 'strategy', 'venue', 'side'] as const) {
    if (filter[field] !== undefined) add(`${field} = ?`, filter[field]);
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

/** Whether the filter asks for a part of an id, which no index finds. */
export function isSearch({ text = '' }: OrderFilter): boolean {
  return text !== '';
}

/** Whether the filter asks for nothing but columns of table `totals`. */
export function isTotalled(filter: OrderFilter): boolean {
  const { createdFrom, createdTo, createdFromPosition, createdToPosition } = filter;
  const creation = [createdFrom, createdTo, createdFromPosition, createdToPosition];
  return !isSearch(filter) && creation.every((bound) => bound === undefined);
}

const sortColumns: Readonly<Record<OrderSortField, string>> = {
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  symbol: 'symbol',
  side: 'side',
  quantity: 'quantity_key',
  status: 'status',
  strategy: 'strategy',
  venue: 'venue',
  position: 'position',
};

export function orderBy(sort: NonNullable<OrderQuery['sort']>): string {
  const keys = sort.length > 0 ? sort : [{ field: 'createdAt' as const, descending: true }];
  const direction = (descending: boolean): string => (descending ? 'DESC' : 'ASC');
  const last = direction(keys.at(-1)?.descending ?? true);
  const terms = keys.map(({ field, descending }) => `${sortColumns[field]} ${direction(descending)}`);
  return `ORDER BY ${[...terms, `created_position ${last}`].join(', ')}`;
}
