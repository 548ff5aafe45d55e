/** The orders read model in SQLite: filter, sort and page in SQL. */
import type Database from 'better-sqlite3';
import { add, formatDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../shared/kernel/result.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { Side } from '../../domain/order/orderTerms.ts';
import { StoreReadError } from '../../engine/events/storeReadError.ts';
import { searchedIds, wideDecimal } from '../../engine/readmodel/orderMatching.ts';
import type { OrderView } from '../../engine/readmodel/orderView.ts';
import {
  orderQueryLimitMax,
  type OrderFilter,
  type OrderPage,
  type OrderQuery,
  type OrderStatistics,
  type OrderViewStore,
  type ProjectionCheckpoint,
} from '../../engine/readmodel/orderViewStore.ts';
import {
  openOrderViewDatabase,
  openOrderViewDatabaseReadOnly,
  orderViewDatabaseName,
} from './orderViewDatabase.ts';
import { orderBy, whereOf } from './orderViewSql.ts';
import { sqliteFault } from './sqliteFault.ts';

export interface SqliteOrderViewStoreOptions {
  /** The data folder; created when it is missing, unless read-only. */
  readonly folder: string;
  readonly readOnly?: boolean;
}

/** Faults: `store_missing` (read-only, nothing there yet) and the codes of sqliteFault. */
export function openSqliteOrderViewStore({
  folder,
  readOnly = false,
}: SqliteOrderViewStoreOptions): Result<OrderViewStore, Fault> {
  const opened = readOnly ? openOrderViewDatabaseReadOnly(folder) : openOrderViewDatabase(folder);
  return opened.ok ? ok(new SqliteOrderViewStore(opened.value)) : opened;
}

/** Added to a quantity's units, so that its digits sort as text, whatever the sign. */
const quantityBias = 5n * 10n ** 39n;

class SqliteOrderViewStore implements OrderViewStore {
  private readonly database: Database.Database;
  private readonly upsert: Database.Statement<unknown[]>;
  private readonly setCheckpoint: Database.Statement<[number, number]>;
  private readonly find: Database.Statement<[string], string>;
  private at: ProjectionCheckpoint;

  constructor(database: Database.Database) {
    this.database = database;
    this.upsert = database.prepare(`INSERT OR REPLACE INTO orders VALUES (${'?,'.repeat(15)}?)`);
    this.setCheckpoint = database.prepare('UPDATE checkpoint SET version = ?, position = ?');
    this.find = database.prepare<[string], string>('SELECT row FROM orders WHERE order_id = ?').pluck();
    const stored = database
      .prepare<[], ProjectionCheckpoint>('SELECT version, position FROM checkpoint')
      .get();
    this.at = stored ?? { version: 0, position: 0 };
  }

  checkpoint(): ProjectionCheckpoint {
    return this.at;
  }

  save(rows: readonly OrderView[], { version, position }: ProjectionCheckpoint): void {
    this.guarded(() =>
      this.database.transaction(() => {
        for (const row of rows) this.upsert.run(parametersOf(row));
        this.setCheckpoint.run(version, position);
      })(),
    );
    this.at = { version, position };
  }

  clear(version: number): void {
    this.guarded(() =>
      this.database.transaction(() => {
        this.database.exec('DELETE FROM orders');
        this.setCheckpoint.run(version, 0);
      })(),
    );
    this.at = { version, position: 0 };
  }

  get(orderId: string): OrderView | undefined {
    return this.guarded(() => {
      const row = this.find.get(orderId);
      return row === undefined ? undefined : (JSON.parse(row) as OrderView);
    });
  }

  query({ filter = {}, sort = [], offset = 0, limit = orderQueryLimitMax }: OrderQuery): OrderPage {
    const { sql, parameters } = whereOf(filter);
    return this.guarded(() => {
      const total = this.database
        .prepare<unknown[], number>(`SELECT count(*) FROM orders ${sql}`)
        .pluck()
        .get(...parameters);
      const rows = this.database
        .prepare<unknown[], string>(`SELECT row FROM orders ${sql} ${orderBy(sort)} LIMIT ? OFFSET ?`)
        .pluck()
        .all(...parameters, Math.min(limit, orderQueryLimitMax), offset);
      return { rows: rows.map((row) => JSON.parse(row) as OrderView), total: total ?? 0 };
    });
  }

  statistics(filter: OrderFilter = {}): OrderStatistics {
    const { sql, parameters } = whereOf(filter);
    return this.guarded(() => {
      const byStatus: Partial<Record<OrderStatus, number>> = {};
      let orders = 0;
      const counts = this.database.prepare<unknown[], { status: OrderStatus; orders: number }>(
        `SELECT status, count(*) AS orders FROM orders ${sql} GROUP BY status`,
      );
      for (const count of counts.iterate(...parameters)) {
        byStatus[count.status] = count.orders;
        orders += count.orders;
      }
      // Summed here, not in SQL: its integers and floats would not keep these exact.
      const quantity: Record<Side, Decimal> = { buy: zero, sell: zero };
      const notional: Record<Side, Decimal> = { buy: zero, sell: zero };
      const fills = this.database.prepare<unknown[], { side: Side; quantity: string; notional: string }>(
        `SELECT side, filled_quantity AS quantity, filled_notional AS notional FROM orders
         ${sql === '' ? 'WHERE' : `${sql} AND`} filled_quantity <> '0'`,
      );
      for (const fill of fills.iterate(...parameters)) {
        quantity[fill.side] = add(quantity[fill.side], wideDecimal(fill.quantity));
        notional[fill.side] = add(notional[fill.side], wideDecimal(fill.notional));
      }
      return {
        orders,
        byStatus,
        boughtQuantity: formatDecimal(quantity.buy),
        soldQuantity: formatDecimal(quantity.sell),
        boughtNotional: formatDecimal(notional.buy),
        soldNotional: formatDecimal(notional.sell),
      };
    });
  }

  close(): void {
    this.database.close();
  }

  private guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new StoreReadError(sqliteFault(error, orderViewDatabaseName));
    }
  }
}

function parametersOf(row: OrderView): readonly unknown[] {
  return [
    row.orderId,
    row.createdPosition,
    row.createdAt,
    row.updatedAt,
    row.position,
    row.symbol,
    row.account,
    row.strategy,
    row.venue,
    row.side,
    row.status,
    (quantityBias + wideDecimal(row.quantity)).toString(),
    row.filledQuantity,
    row.filledNotional,
    searchedIds(row),
    JSON.stringify(row),
  ];
}
