/**
 * Indexes over columns that only a sort uses. Each index makes the write of every order slower, whether anybody sorts
 * by it or not. So an index is made at the first sort that needs it, and stays. Columns for filters, and columns that
 * grow with time, have their indexes in the schema.
 */
import type { OrderSortField } from '../../../domain/order/orderSortFields.ts';
import type Database from 'better-sqlite3';
import { LaterIndexes, type NamedIndex } from '../derived/laterIndexes.ts';
import { eraOf } from './orderEras.ts';
import { isGroupColumn } from './orderTotals.ts';

export const sortColumns: Readonly<Record<OrderSortField, string>> = {
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  symbol: 'symbol',
  side: 'side',
  orderType: 'order_type',
  quantity: 'quantity_key',
  price: 'price_key',
  filledQuantity: 'filled_key',
  averagePrice: 'average_key',
  status: 'status',
  strategy: 'strategy',
  venue: 'venue',
  acknowledgeMs: 'acknowledge_ms',
  position: 'position',
};

/** Whether an index has the orders of a sort over all orders, within each group, or within each era. */
export type IndexedBy = 'all' | 'group' | 'era';

const indexOn: Readonly<Record<IndexedBy, (column: string) => NamedIndex>> = {
  all: (column) => indexOver(`sorted_by_${column}`, `${column}, created_position`),
  // Orders of a group have the same values in the group's own columns, and stand there in the order of their creation.
  group: (column) =>
    isGroupColumn(column)
      ? indexOver('grouped_by_creation', 'group_id, created_position')
      : indexOver(`grouped_by_${column}`, `group_id, ${column}, created_position`),
  era: (column) => indexOver(`eras_by_${column}`, `${eraOf}, ${column}, created_position`),
};

function indexOver(name: string, columns: string): NamedIndex {
  return [name, `CREATE INDEX IF NOT EXISTS ${name} ON orders (${columns})`];
}

const inTheSchema: Readonly<Record<IndexedBy, ReadonlySet<OrderSortField>>> = {
  all: new Set(['createdAt', 'updatedAt', 'position']),
  group: new Set(['createdAt']),
  era: new Set(),
};

/** Statements for every index that may be made. */
export const sortIndexes: readonly string[] = Object.values(sortColumns).flatMap((column) =>
  Object.values(indexOn).map((on) => on(column)[1]),
);

export class SortIndexes {
  private readonly indexes: LaterIndexes;

  constructor(database: Database.Database) {
    this.indexes = new LaterIndexes(database);
  }

  /** Makes the index for a sort, and says whether it is there. Called before the query, outside of a transaction. */
  provide(sort: readonly { readonly field: OrderSortField }[], by: IndexedBy): boolean {
    const own = by === 'group' ? sort.find(({ field }) => !isGroupColumn(sortColumns[field])) : undefined;
    const { field } = own ?? sort[0] ?? { field: 'createdAt' };
    return inTheSchema[by].has(field) || this.indexes.provide(indexOn[by](sortColumns[field]));
  }
}
