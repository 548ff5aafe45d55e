import type Database from 'better-sqlite3';
import type { OrderView } from '../../engine/readmodel/orderView.ts';
import type { ProjectionCheckpoint } from '../../engine/readmodel/projection.ts';
import {
  columnsOf,
  lastingColumns,
  movingColumns,
  type LastingColumns,
  type OrderColumns,
} from './orderColumns.ts';
import { OrderTotals, type TotalledColumns } from './orderTotals.ts';

type StoredOrder = Omit<LastingColumns, 'quantity'> & TotalledColumns & { readonly id: number };

const columns = ['order_id', ...lastingColumns, ...movingColumns];
const assignments = (names: readonly string[]): string =>
  names.map((name) => `${name} = @${name}`).join(', ');

/** Writes rows, their totals and the checkpoint together. Methods throw SqliteError when nothing was written. */
export class OrderViewWriter {
  private readonly database: Database.Database;
  private readonly totals: OrderTotals;
  private readonly find: Database.Statement<[string], StoredOrder>;
  private readonly insert: Database.Statement<[OrderColumns]>;
  private readonly move: Database.Statement<[OrderColumns & { id: number }]>;
  private readonly change: Database.Statement<[OrderColumns & { id: number }]>;
  private readonly addRow: Database.Statement<[number | bigint, string]>;
  private readonly setRow: Database.Statement<[string, number]>;
  private readonly setCheckpoint: Database.Statement<[number, number]>;

  constructor(database: Database.Database) {
    this.database = database;
    this.totals = new OrderTotals(database);
    const compared = [...lastingColumns, 'status', 'filled_quantity', 'filled_notional'];
    this.find = database.prepare(`SELECT id, ${compared.join(', ')} FROM orders WHERE order_id = ?`);
    this.insert = database.prepare(
      `INSERT INTO orders (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
    );
    // Only the indexes over columns that are named here are touched: most updates move an order and change no more.
    this.move = database.prepare(`UPDATE orders SET ${assignments(movingColumns)} WHERE id = @id`);
    this.change = database.prepare(
      `UPDATE orders SET ${assignments([...lastingColumns, ...movingColumns])} WHERE id = @id`,
    );
    this.addRow = database.prepare('INSERT INTO order_rows VALUES (?, ?)');
    this.setRow = database.prepare('UPDATE order_rows SET row = ? WHERE id = ?');
    this.setCheckpoint = database.prepare('UPDATE checkpoint SET version = ?, position = ?');
  }

  save(rows: readonly OrderView[], { version, position }: ProjectionCheckpoint): void {
    this.totals.reset();
    this.database.transaction(() => {
      for (const row of rows) this.put(row);
      this.totals.write();
      this.setCheckpoint.run(version, position);
    })();
  }

  clear(version: number): void {
    this.database.transaction(() => {
      this.database.exec('DELETE FROM orders; DELETE FROM order_rows; DELETE FROM totals');
      this.setCheckpoint.run(version, 0);
    })();
  }

  private put(row: OrderView): void {
    const next = columnsOf(row);
    const stored = this.find.get(row.orderId);
    this.totals.add(next);
    if (stored === undefined) {
      const { lastInsertRowid } = this.insert.run(next);
      this.addRow.run(lastInsertRowid, JSON.stringify(row));
      return;
    }
    this.totals.subtract(stored);
    const lasting = lastingColumns.every((column) => isSame(stored[column], next[column]));
    (lasting ? this.move : this.change).run({ ...next, id: stored.id });
    this.setRow.run(JSON.stringify(row), stored.id);
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (Buffer.isBuffer(a) && Buffer.isBuffer(b) && a.equals(b));
}
