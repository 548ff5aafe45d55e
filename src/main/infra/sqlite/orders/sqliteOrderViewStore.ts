/** The orders read model in SQLite: filter, sort and page in SQL. */
import type Database from 'better-sqlite3';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { OrderLines, type LinedOrders } from '../../../engine/readmodel/orderLines.ts';
import { OrderSums, type CountedOrders } from '../../../engine/readmodel/orderSums.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import {
  orderQueryLimitMax,
  type OrderFilter,
  type OrderLine,
  type OrderList,
  type OrderPage,
  type OrderQuery,
  type OrderStatistics,
  type OrderViewStore,
} from '../../../engine/readmodel/orderViewStore.ts';
import type { ProjectionCheckpoint } from '../../../engine/readmodel/projection.ts';
import { DamagedViews } from '../derived/damagedViews.ts';
import { derivedFault, guardedRead, openDerivedFile, type DerivedPlace } from '../derived/derivedDatabase.ts';
import type { Look } from '../files/inTurns.ts';
import { orderViewFile } from './orderViewDatabase.ts';
import { OrderPages } from './orderPages.ts';
import { isTotalled, totalsWhere, whereOf } from './orderViewSql.ts';
import {
  damageIn,
  damageInTurns,
  differingColumns,
  provenCheckpoint,
  provenView,
  selectCheckpoint,
  selectProvenRow,
  type ProvenRow,
  type StoredCheckpoint,
} from './orderViewProof.ts';
import { OrderViewWriter } from './orderViewWriter.ts';
import { ChecksumSum } from '../derived/rowChecksum.ts';

export interface SqliteOrderViewStoreOptions extends DerivedPlace {
  /** Called when an open file turns out to be damaged and has to be made anew. Every read of the damage throws. */
  readonly onDamage?: (fault: Fault) => void;
}

/** The port's methods, and what the file adds to them. */
export interface SqliteOrderViewStore extends OrderViewStore {
  /**
   * Every row, oldest first, and the position that the rows hold. Throws StoreReadError unless all of the file is as it
   * was written.
   */
  proven(): { readonly rows: readonly OrderView[]; readonly position: number };
  /** Reads the whole file and says what is not as it was written. */
  damage(): Fault | undefined;
  /**
   * Reads all rows and indexes in turns, and says what is not as it was written. It does not look at the rest of the
   * file.
   */
  damageInTurns(): Look<Fault>;
}

/**
 * Opens the read model. The checksum of its checkpoint is checked at once, that of a row when the row is read, and the
 * whole file by `damage`. Faults: `data_folder_unusable`, `store_missing` (read-only, nothing there yet) and the codes
 * of sqliteFault.
 */
export function openSqliteOrderViewStore(
  options: SqliteOrderViewStoreOptions,
): Result<SqliteOrderViewStore, Fault> {
  return openDerivedFile(orderViewFile, options, (database) => storeOn(database, options));
}

function storeOn(
  database: Database.Database,
  { onDamage }: SqliteOrderViewStoreOptions,
): Result<SqliteOrderViewStore, Fault> {
  try {
    return ok(new OrderViewFile(database, onDamage));
  } catch (error) {
    return err(derivedFault(error, orderViewFile));
  }
}

type OrderGroup = CountedOrders & LinedOrders & { readonly orders: number };

class OrderViewFile implements SqliteOrderViewStore {
  private readonly database: Database.Database;
  private readonly writer: OrderViewWriter;
  private readonly pages: OrderPages;
  private readonly onDamage: ((fault: Fault) => void) | undefined;
  private readonly readCheckpoint: Database.Statement<[], StoredCheckpoint>;
  private readonly findRow: Database.Statement<[number], ProvenRow>;
  private readonly findOrder: Database.Statement<[string], ProvenRow>;

  constructor(database: Database.Database, onDamage: ((fault: Fault) => void) | undefined) {
    this.database = database;
    this.onDamage = onDamage;
    this.writer = new OrderViewWriter(database);
    this.pages = new OrderPages(database);
    this.readCheckpoint = database.prepare(selectCheckpoint);
    provenCheckpoint(this.readCheckpoint.get());
    this.findRow = database.prepare(`${selectProvenRow} WHERE orders.id = ?`);
    // This query uses the index over the ids, unlike all other reads of rows.
    const byId = 'orders.id = (SELECT id FROM orders WHERE order_id = ?)';
    this.findOrder = database.prepare(`${selectProvenRow} WHERE ${byId}`);
  }

  checkpoint(): ProjectionCheckpoint {
    return this.guarded(() => provenCheckpoint(this.readCheckpoint.get()));
  }

  save(rows: readonly OrderView[], checkpoint: ProjectionCheckpoint): void {
    this.guarded(() => this.writer.save(rows, checkpoint));
  }

  clear(version: number): void {
    this.guarded(() => this.writer.clear(version));
  }

  get(orderId: string): OrderView | undefined {
    return this.guarded(() => {
      const stored = this.findOrder.get(orderId);
      if (stored === undefined) return undefined;
      const view = provenView(stored);
      const [column] = differingColumns(stored, view);
      if (column !== undefined) throw new DamagedViews(`the ${column} of order ${orderId} is not its own`);
      return view;
    });
  }

  proven(): ReturnType<SqliteOrderViewStore['proven']> {
    return this.together(() => {
      const sum = new ChecksumSum();
      const stored = this.readCheckpoint.get();
      const { position } = provenCheckpoint(stored);
      const rows: OrderView[] = [];
      for (const row of this.database.prepare<[], ProvenRow>(selectProvenRow).iterate()) {
        rows.push(provenView(row));
        sum.toggle(row.checksum);
      }
      if (sum.text !== stored?.rowsSum) throw new DamagedViews('rows are missing or too many');
      return { rows: rows.toSorted((a, b) => a.createdPosition - b.createdPosition), position };
    });
  }

  damage(): Fault | undefined {
    return damageIn(this.database);
  }

  damageInTurns(): Look<Fault> {
    return damageInTurns(this.database);
  }

  query({ filter = {}, sort = [], offset = 0, limit = orderQueryLimitMax }: OrderQuery): OrderPage {
    const count = Math.min(limit, orderQueryLimitMax);
    const indexed = this.guarded(() => this.pages.provide(filter, sort, offset + count));
    // One transaction makes total and page belong to the same moment, and saves a lock for each look-up by id.
    return this.together(() => {
      const { ids, total } = this.pages.find({ filter, sort, offset, count }, indexed);
      return { rows: ids.map((id) => this.row(id)), total };
    });
  }

  positions({ filter = {}, sort = [] }: OrderList): Float64Array<ArrayBuffer> {
    // For such a page, the index is the one over all orders.
    this.guarded(() => this.pages.provide(filter, sort, Number.MAX_SAFE_INTEGER));
    return this.together(() => Float64Array.from(this.pages.positions(filter, sort)));
  }

  statistics(filter: OrderFilter = {}): OrderStatistics {
    return this.guarded(() => {
      const sums = new OrderSums();
      for (const each of this.groups(filter)) sums.add(each, each.orders);
      return sums.statistics();
    });
  }

  lines(filter: OrderFilter): readonly OrderLine[] {
    return this.guarded(() => {
      const lines = new OrderLines();
      for (const each of this.groups(filter)) lines.add(each, each.orders);
      return lines.lines();
    });
  }

  close(): void {
    this.database.close();
  }

  /** Sums of orders that match: by group, or one by one where a group does not match as a whole. */
  private groups(filter: OrderFilter): IterableIterator<OrderGroup> {
    const totalled = isTotalled(filter);
    const { sql, parameters } = totalled ? totalsWhere(filter) : whereOf(filter);
    const [table, orders] = totalled ? ['totals', 'orders'] : ['orders', '1 AS orders'];
    return this.database
      .prepare<unknown[], OrderGroup>(
        `SELECT symbol, venue, side, status, ${orders}, quantity,
                filled_quantity AS filledQuantity, filled_notional AS filledNotional
         FROM ${table} ${sql}`,
      )
      .iterate(...parameters);
  }

  private row(id: number): OrderView {
    const stored = this.findRow.get(id);
    if (stored === undefined) throw new DamagedViews(`row ${id} is missing`);
    return provenView(stored);
  }

  private together<T>(read: () => T): T {
    return this.guarded(() => this.database.transaction(read)());
  }

  private guarded<T>(work: () => T): T {
    return guardedRead(orderViewFile, this.onDamage, work);
  }
}
