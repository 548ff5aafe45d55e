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

const columns = ['order_id', ...lastingColumns, ...movingColumns] as const;
const assignments = (names: readonly string[]): string => names.map((name) => `${name} = ?`).join(', ');

/** Writes rows, their totals and the checkpoint together. Methods throw SqliteError when nothing was written. */
export class OrderViewWriter {
  private readonly database: Database.Database;
  private readonly totals: OrderTotals;
  private readonly find: Database.Statement<[string], StoredOrder>;
  private readonly insert: Database.Statement<unknown[]>;
  private readonly move: Database.Statement<unknown[]>;
  private readonly change: Database.Statement<unknown[]>;
  private readonly addRow: Database.Statement<[number | bigint, string]>;
  private readonly setRow: Database.Statement<[string, number]>;
  private readonly setCheckpoint: Database.Statement<[number, number]>;
  /** Orders created after it are hardly stored yet: they are inserted without being looked for. */
  private createdUpTo: number;

  constructor(database: Database.Database) {
    this.database = database;
    this.totals = new OrderTotals(database);
    const compared = [...lastingColumns, 'status', 'filled_quantity', 'filled_notional'];
    this.find = database.prepare(`SELECT id, ${compared.join(', ')} FROM orders WHERE order_id = ?`);
    this.insert = database.prepare(
      `INSERT INTO orders (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ON CONFLICT DO NOTHING`,
    );
    // Only the indexes over columns that are named here are touched: most updates move an order and change no more.
    this.move = database.prepare(`UPDATE orders SET ${assignments(movingColumns)} WHERE id = ?`);
    this.change = database.prepare(
      `UPDATE orders SET ${assignments([...lastingColumns, ...movingColumns])} WHERE id = ?`,
    );
    this.addRow = database.prepare('INSERT INTO order_rows VALUES (?, ?)');
    this.setRow = database.prepare('UPDATE order_rows SET row = ? WHERE id = ?');
    this.setCheckpoint = database.prepare('UPDATE checkpoint SET version = ?, position = ?');
    // No order is created after its last event, and that has an index.
    const lastPosition = database.prepare<[], number | null>('SELECT max(position) FROM orders').pluck();
    this.createdUpTo = lastPosition.get() ?? 0;
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
    this.createdUpTo = 0;
  }

  private put(row: OrderView): void {
    const next = columnsOf(row);
    this.totals.add(next);
    if (row.createdPosition > this.createdUpTo) {
      this.createdUpTo = row.createdPosition;
      if (this.added(next, row)) return;
    }
    const stored = this.find.get(row.orderId);
    if (stored === undefined) {
      this.added(next, row);
      return;
    }
    this.totals.subtract(stored);
    if (lastingColumns.every((column) => isSame(stored[column], next[column]))) {
      this.move.run(...valuesOf(next, movingColumns), stored.id);
    } else {
      this.change.run(...valuesOf(next, lastingColumns), ...valuesOf(next, movingColumns), stored.id);
    }
    this.setRow.run(JSON.stringify(row), stored.id);
  }

  /** False when the order is stored already. */
  private added(next: OrderColumns, row: OrderView): boolean {
    const { changes, lastInsertRowid } = this.insert.run(...valuesOf(next, columns));
    if (changes === 0) return false;
    this.addRow.run(lastInsertRowid, JSON.stringify(row));
    return true;
  }
}

function valuesOf(row: OrderColumns, names: readonly (keyof OrderColumns)[]): readonly unknown[] {
  return names.map((name) => row[name]);
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (Buffer.isBuffer(a) && Buffer.isBuffer(b) && a.equals(b));
}
