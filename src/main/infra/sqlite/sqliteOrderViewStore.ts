/** The orders read model in SQLite: filter, sort and page in SQL. */
import type Database from 'better-sqlite3';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { StoreReadError } from '../../engine/events/storeReadError.ts';
import { OrderSums, type CountedOrders } from '../../engine/readmodel/orderSums.ts';
import type { OrderView } from '../../engine/readmodel/orderView.ts';
import {
  orderQueryLimitMax,
  type OrderFilter,
  type OrderPage,
  type OrderQuery,
  type OrderStatistics,
  type OrderViewStore,
} from '../../engine/readmodel/orderViewStore.ts';
import type { ProjectionCheckpoint } from '../../engine/readmodel/projection.ts';
import { createDataFolder } from './databaseFile.ts';
import {
  openOrderViewDatabase,
  openOrderViewDatabaseReadOnly,
  orderViewDatabaseName,
} from './orderViewDatabase.ts';
import { isSearch, isTotalled, orderBy, pageOf, whereOf } from './orderViewSql.ts';
import { OrderViewWriter } from './orderViewWriter.ts';
import { SortIndexes } from './sortIndexes.ts';
import { sqliteFault } from './sqliteFault.ts';

export interface SqliteOrderViewStoreOptions {
  /** The data folder; created when it is missing, unless read-only. */
  readonly folder: string;
  readonly readOnly?: boolean;
  /** Leaves out the search for damage, which reads the whole file: for one that was written a moment ago. */
  readonly unchecked?: boolean;
}

/** Faults: `data_folder_unusable`, `store_missing` (read-only, nothing there yet) and the codes of sqliteFault. */
export function openSqliteOrderViewStore(
  options: SqliteOrderViewStoreOptions,
): Result<OrderViewStore, Fault> {
  const { folder } = options;
  if (options.readOnly === true) {
    const opened = openOrderViewDatabaseReadOnly(folder);
    return opened.ok ? storeOn(opened.value) : opened;
  }
  const usable = createDataFolder(folder);
  if (!usable.ok) return usable;
  return openOrderViewDatabase(folder, (database) => {
    const damage = options.unchecked === true ? undefined : damageOf(database);
    return damage === undefined ? storeOn(database) : err(damage);
  });
}

function storeOn(database: Database.Database): Result<OrderViewStore, Fault> {
  try {
    return ok(new SqliteOrderViewStore(database));
  } catch (error) {
    return err(sqliteFault(error, orderViewDatabaseName));
  }
}

function damageOf(database: Database.Database): Fault | undefined {
  try {
    const said = String(database.pragma('quick_check(1)', { simple: true }));
    return said === 'ok' ? undefined : { code: 'store_damaged', message: said };
  } catch (error) {
    return sqliteFault(error, orderViewDatabaseName);
  }
}

class SqliteOrderViewStore implements OrderViewStore {
  private readonly database: Database.Database;
  private readonly writer: OrderViewWriter;
  private readonly indexes: SortIndexes;
  private readonly readCheckpoint: Database.Statement<[], ProjectionCheckpoint>;
  private readonly findRow: Database.Statement<[number], string>;
  private readonly findOrder: Database.Statement<[string], string>;

  constructor(database: Database.Database) {
    this.database = database;
    this.writer = new OrderViewWriter(database);
    this.indexes = new SortIndexes(database);
    this.readCheckpoint = database.prepare('SELECT version, position FROM checkpoint');
    this.findRow = database.prepare<[number], string>('SELECT row FROM order_rows WHERE id = ?').pluck();
    this.findOrder = database
      .prepare<[string], string>('SELECT row FROM order_rows JOIN orders USING (id) WHERE order_id = ?')
      .pluck();
  }

  checkpoint(): ProjectionCheckpoint {
    return this.guarded(() => this.readCheckpoint.get() ?? { version: 0, position: 0 });
  }

  save(rows: readonly OrderView[], checkpoint: ProjectionCheckpoint): void {
    this.guarded(() => this.writer.save(rows, checkpoint));
  }

  clear(version: number): void {
    this.guarded(() => this.writer.clear(version));
  }

  get(orderId: string): OrderView | undefined {
    return this.guarded(() => {
      const row = this.findOrder.get(orderId);
      return row === undefined ? undefined : (JSON.parse(row) as OrderView);
    });
  }

  query({ filter = {}, sort = [], offset = 0, limit = orderQueryLimitMax }: OrderQuery): OrderPage {
    const count = Math.min(limit, orderQueryLimitMax);
    const [first] = sort;
    if (first !== undefined) this.guarded(() => this.indexes.provide(first.field));
    // In one transaction: total and page are of the same moment, and each look-up by id costs no lock of its own.
    return this.together(() => {
      const { ids, total } = this.find(filter, sort, offset, count);
      return { rows: ids.map((id) => JSON.parse(this.findRow.get(id) ?? '') as OrderView), total };
    });
  }

  private find(
    filter: OrderFilter,
    sort: NonNullable<OrderQuery['sort']>,
    offset: number,
    count: number,
  ): { readonly ids: readonly number[]; readonly total: number } {
    if (isSearch(filter)) {
      const { sql, parameters } = whereOf(filter);
      // Every order is looked at in any case: once is enough for the page and the total.
      const ids = this.database
        .prepare<unknown[], number>(`SELECT id FROM orders ${sql} ${orderBy(sort)}`)
        .pluck()
        .all(...parameters);
      return { ids: ids.slice(offset, offset + count), total: ids.length };
    }
    const matching = this.count(filter);
    const page = pageOf(filter, sort, { offset, count, matching, total: this.count({}) });
    const ids = this.database.prepare<unknown[], number>(page.sql).pluck();
    return { ids: ids.all(...page.parameters), total: matching };
  }

  statistics(filter: OrderFilter = {}): OrderStatistics {
    const { sql, parameters } = whereOf(filter);
    const [table, orders] = isTotalled(filter) ? ['totals', 'orders'] : ['orders', '1 AS orders'];
    return this.guarded(() => {
      const found = this.database
        .prepare<unknown[], CountedOrders & { readonly orders: number }>(
          `SELECT venue, side, status, ${orders}, quantity,
                  filled_quantity AS filledQuantity, filled_notional AS filledNotional
           FROM ${table} ${sql}`,
        )
        .iterate(...parameters);
      const sums = new OrderSums();
      for (const each of found) sums.add(each, each.orders);
      return sums.statistics();
    });
  }

  close(): void {
    this.database.close();
  }

  private count(filter: OrderFilter): number {
    const { sql, parameters } = whereOf(filter);
    const from = isTotalled(filter) ? 'SELECT total(orders) FROM totals' : 'SELECT count(*) FROM orders';
    const count = this.database.prepare<unknown[], number>(`${from} ${sql}`).pluck();
    return count.get(...parameters) ?? 0;
  }

  private together<T>(read: () => T): T {
    return this.guarded(() => this.database.transaction(read)());
  }

  private guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new StoreReadError(sqliteFault(error, orderViewDatabaseName));
    }
  }
}
