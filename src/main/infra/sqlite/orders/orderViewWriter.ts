/** Writes the orders read model. */
import type Database from 'better-sqlite3';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import type { ProjectionCheckpoint } from '../../../engine/readmodel/projection.ts';
import {
  columnsOf,
  lastingColumns,
  movingColumns,
  orderColumnNames,
  type LastingColumns,
  type OrderColumns,
} from './orderColumns.ts';
import { writeEra } from './orderEras.ts';
import { searchedText, searchTable } from './orderSearch.ts';
import { OrderTotals, type TotalledColumns } from './orderTotals.ts';
import { checkpointChecksum, selectCheckpoint, type StoredCheckpoint } from './orderViewProof.ts';
import { ChecksumSum, checksumOf } from '../derived/rowChecksum.ts';

type StoredOrder = Omit<LastingColumns, 'quantity'> &
  TotalledColumns & { readonly id: number; readonly ids: string; readonly checksum: string };

const columns = ['order_id', ...lastingColumns, ...movingColumns] as const;
const written = [...columns, 'checksum', 'group_id'] as const;
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
  private readonly setEra: Database.Statement<[number, string, string, 0 | 1]>;
  private readonly addIds: Database.Statement<[number | bigint, string]>;
  private readonly setIds: Database.Statement<[string, number]>;
  private readonly readCheckpoint: Database.Statement<[], StoredCheckpoint>;
  private readonly setCheckpoint: Database.Statement<[number, number, string, string]>;
  /** Sum of the checksums of all rows, as the transaction leaves them. */
  private sum = new ChecksumSum();
  /**
   * Orders that were created after this position are hardly ever stored yet, so they are inserted without a look-up.
   */
  private createdUpTo: number;

  constructor(database: Database.Database) {
    this.database = database;
    this.totals = new OrderTotals(database);
    const compared = [...lastingColumns, 'status', 'filled_quantity', 'filled_notional', 'checksum'];
    this.find = database.prepare(
      `SELECT id, ${compared.join(', ')}, c0 AS ids FROM orders JOIN ${searchedText} USING (id) WHERE order_id = ?`,
    );
    this.insert = database.prepare(
      `INSERT INTO orders (${written.join(', ')}) VALUES (${written.map(() => '?').join(', ')})
       ON CONFLICT DO NOTHING`,
    );
    // An update changes only the indexes over the columns that it names. Most updates only change the moving columns.
    this.move = database.prepare(
      `UPDATE orders SET ${assignments([...movingColumns, 'checksum', 'group_id'])} WHERE id = ?`,
    );
    this.change = database.prepare(
      `UPDATE orders SET ${assignments([...lastingColumns, ...movingColumns, 'checksum', 'group_id'])} WHERE id = ?`,
    );
    this.addRow = database.prepare('INSERT INTO order_rows VALUES (?, ?)');
    this.setRow = database.prepare('UPDATE order_rows SET row = ? WHERE id = ?');
    this.setEra = database.prepare(writeEra);
    this.addIds = database.prepare('INSERT INTO order_ids (rowid, ids) VALUES (?, ?)');
    this.setIds = database.prepare('UPDATE order_ids SET ids = ? WHERE rowid = ?');
    this.readCheckpoint = database.prepare(selectCheckpoint);
    this.setCheckpoint = database.prepare('INSERT OR REPLACE INTO checkpoint VALUES (1, ?, ?, ?, ?)');
    // No order is created after its last event, and the last position has an index.
    const lastPosition = database.prepare<[], number | null>('SELECT max(position) FROM orders').pluck();
    this.createdUpTo = lastPosition.get() ?? 0;
    if (!database.readonly && this.readCheckpoint.get() === undefined) this.clear(0);
  }

  save(rows: readonly OrderView[], checkpoint: ProjectionCheckpoint): void {
    this.totals.reset();
    this.database.transaction(() => {
      this.sum = new ChecksumSum(this.readCheckpoint.get()?.rowsSum);
      for (const row of rows) this.put(row);
      this.totals.write();
      this.mark(checkpoint);
    })();
  }

  clear(version: number): void {
    this.database.transaction(() => {
      this.database.exec('DELETE FROM orders; DELETE FROM order_rows; DELETE FROM totals; DELETE FROM eras');
      this.database.exec(`DROP TABLE order_ids; ${searchTable}`);
      this.sum = new ChecksumSum();
      this.mark({ version, position: 0 });
    })();
    this.createdUpTo = 0;
  }

  private mark(checkpoint: ProjectionCheckpoint): void {
    const { text } = this.sum;
    const { version, position } = checkpoint;
    this.setCheckpoint.run(version, position, text, checkpointChecksum(checkpoint, text));
  }

  private put(view: OrderView): void {
    const next = columnsOf(view);
    const row = JSON.stringify(view);
    const checksum = checksumOf([...valuesOf(next, orderColumnNames), row]);
    const group = this.totals.add(next);
    this.sum.toggle(checksum);
    if (view.createdPosition > this.createdUpTo) {
      this.createdUpTo = view.createdPosition;
      if (this.added(view, next, row, checksum, group)) return;
    }
    const stored = this.find.get(view.orderId);
    if (stored === undefined) {
      this.added(view, next, row, checksum, group);
      return;
    }
    this.totals.subtract(stored);
    this.sum.toggle(stored.checksum);
    const moving = [...valuesOf(next, movingColumns), checksum, group, stored.id];
    if (lastingColumns.every((column) => isSame(stored[column], next[column]))) this.move.run(...moving);
    else {
      this.setEra.run(view.createdPosition, view.createdAt, view.createdAt, 0);
      this.change.run(...valuesOf(next, lastingColumns), ...moving);
    }
    this.setRow.run(row, stored.id);
    if (stored.ids !== next.ids) this.setIds.run(next.ids, stored.id);
  }

  /** Inserts the order. False when the order is stored already. */
  private added(view: OrderView, next: OrderColumns, row: string, checksum: string, group: number): boolean {
    const { changes, lastInsertRowid } = this.insert.run(...valuesOf(next, columns), checksum, group);
    if (changes === 0) return false;
    this.addRow.run(lastInsertRowid, row);
    this.addIds.run(lastInsertRowid, next.ids);
    this.setEra.run(view.createdPosition, view.createdAt, view.createdAt, 1);
    return true;
  }
}

function valuesOf(row: OrderColumns, names: readonly (keyof OrderColumns)[]): readonly unknown[] {
  return names.map((name) => row[name]);
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (Buffer.isBuffer(a) && Buffer.isBuffer(b) && a.equals(b));
}
