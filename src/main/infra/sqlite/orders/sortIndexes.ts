/**
 * Indexes over columns that only a sort uses. Each index makes the write of every order slower, whether anybody sorts
 * by it or not. So an index is made at the first sort that needs it, and stays. Columns for filters, and columns that
 * grow with time, have their indexes in the schema.
 */
import type { OrderSortField } from '../../../domain/order/orderSortFields.ts';
import Database from 'better-sqlite3';

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
export const sortIndexes: readonly string[] = Object.values(sortColumns).map(indexOn);

function indexOn(column: string): string {
  return `CREATE INDEX IF NOT EXISTS sorted_by_${column} ON orders (${column}, created_position)`;
}

export class SortIndexes {
  private readonly database: Database.Database;
  private readonly there = new Set<OrderSortField>();

  constructor(database: Database.Database) {
    this.database = database;
  }

  /** Makes the index for a sort by the field. Called before the query, outside of a transaction. */
  provide(field: OrderSortField): void {
    if (inTheSchema.has(field) || this.there.has(field) || this.database.readonly) return;
    try {
      this.database.exec(indexOn(sortColumns[field]));
      this.there.add(field);
    } catch (error) {
      // Without the index (no room, or another writer's turn) the answer only takes longer.
      if (!(error instanceof Database.SqliteError)) throw error;
    }
  }
}
