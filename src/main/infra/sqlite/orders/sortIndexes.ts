/**
 * Indexes over columns that only a sort uses. Each index makes the write of every order slower, whether anybody sorts
 * by it or not. So an index is made at the first sort that needs it, and stays. Columns for filters, and columns that
 * grow with time, have their indexes in the schema.
 */
import type { OrderSortField } from '../../../domain/order/orderSortFields.ts';
import Database from 'better-sqlite3';
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

const inTheSchema: ReadonlySet<OrderSortField> = new Set(['createdAt', 'updatedAt', 'position']);

/** Statements for every index that may be made. */
export const sortIndexes: readonly string[] = Object.values(sortColumns).flatMap((column) => [
  indexOn(column),
  groupedIndexOn(column),
]);

function indexOn(column: string): string {
  return `CREATE INDEX IF NOT EXISTS sorted_by_${column} ON orders (${column}, created_position)`;
}

/** All orders of a group have the same value in the group's own columns, and stand in the order of their creation. */
function groupedIndexOn(column: string): string {
  const columns = isGroupColumn(column) ? 'created_position' : `${column}, created_position`;
  const name = isGroupColumn(column) ? 'creation' : column;
  return `CREATE INDEX IF NOT EXISTS grouped_by_${name} ON orders (group_id, ${columns})`;
}

export class SortIndexes {
  private readonly database: Database.Database;
  private readonly there = new Set<string>();

  constructor(database: Database.Database) {
    this.database = database;
  }

  /**
   * Makes the index for a sort, over all orders or within each group. Called before the query, outside of
   * a transaction.
   */
  provide(sort: readonly { readonly field: OrderSortField }[], grouped: boolean): void {
    const own = grouped ? sort.find(({ field }) => !isGroupColumn(sortColumns[field])) : undefined;
    const field = (own ?? sort[0])?.field;
    if (field === undefined) return;
    if (grouped ? field === 'createdAt' : inTheSchema.has(field)) return;
    const column = sortColumns[field];
    const index = grouped ? groupedIndexOn(column) : indexOn(column);
    if (this.there.has(index) || this.database.readonly) return;
    try {
      this.database.exec(index);
      this.there.add(index);
    } catch (error) {
      // Without the index (no room, or another writer's turn) the answer only takes longer.
      if (!(error instanceof Database.SqliteError)) throw error;
    }
  }
}
