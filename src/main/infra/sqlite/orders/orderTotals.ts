/** Counts and sums per group of orders, stored beside the rows. */
import type Database from 'better-sqlite3';
import {
  addNotional,
  formatNotional,
  noNotional,
  notional,
  subtractNotional,
  type Notional,
} from '../../../../shared/kernel/notional.ts';
import { DamagedViews } from '../derived/damagedViews.ts';

const keyColumns = ['symbol', 'account', 'strategy', 'venue', 'side', 'order_type', 'status'] as const;

type KeyColumn = (typeof keyColumns)[number];

/** Whether all orders of a group have the same value in the column. */
export function isGroupColumn(column: string): column is KeyColumn {
  return (keyColumns as readonly string[]).includes(column);
}

/** The values that a row of table `orders` adds to its total. */
export type TotalledColumns = Readonly<Record<KeyColumn, unknown>> & {
  readonly quantity: string;
  readonly filled_quantity: string;
  readonly filled_notional: string;
};

const sumColumns = ['quantity', 'filled_quantity', 'filled_notional'] as const;

/** Sums of a group. Quantities are kept in the units of a notional too. */
type Sum = { orders: number } & Record<(typeof sumColumns)[number], Notional>;

type StoredSum = { readonly id: number; readonly orders: number } & Readonly<
  Record<(typeof sumColumns)[number], string>
>;

const emptySum = (): Sum => ({
  orders: 0,
  quantity: noNotional,
  filled_quantity: noNotional,
  filled_notional: noNotional,
});

/** Sums rows that are read one by one, to compare them with table `totals`. */
export class TotalsProof {
  private readonly sums = new Map<string, Sum>();

  add(group: unknown, valueOf: (column: KeyColumn | (typeof sumColumns)[number]) => unknown): void {
    const name = [group, ...keyColumns.map(valueOf)].join('\n');
    const sum = this.sums.get(name) ?? emptySum();
    this.sums.set(name, sum);
    sum.orders++;
    for (const column of sumColumns) {
      sum[column] = addNotional(sum[column], notional(String(valueOf(column))));
    }
  }

  /** Compares the sums with table `totals`. Throws DamagedViews where they differ. */
  compare(database: Database.Database): void {
    const stored = database.prepare<[], StoredSum & Record<string, unknown>>('SELECT * FROM totals').all();
    const differs = stored.find((total) => {
      const sum = this.sums.get([total.id, ...keyColumns.map((column) => total[column])].join('\n'));
      const same = sum?.orders === total.orders;
      return !same || sumColumns.some((column) => formatNotional(sum[column]) !== total[column]);
    });
    if (differs !== undefined || stored.length !== this.sums.size) {
      throw new DamagedViews('its totals are not the sums of its rows');
    }
  }
}

interface Change {
  readonly stored: StoredSum;
  readonly sum: Sum;
}

/** Gathers the changes of one save to table `totals`, and then writes them. Sums are exact, so they never drift. */
export class OrderTotals {
  private readonly find: Database.Statement<unknown[], StoredSum>;
  private readonly insert: Database.Statement<unknown[], StoredSum>;
  private readonly update: Database.Statement<unknown[]>;
  private readonly remove: Database.Statement<[number]>;
  private readonly changes = new Map<string, Change>();

  constructor(database: Database.Database) {
    const where = keyColumns.map((column) => `${column} = ?`).join(' AND ');
    const columns = ['orders', ...sumColumns];
    this.find = database.prepare(`SELECT id, ${columns.join(', ')} FROM totals WHERE ${where}`);
    this.insert = database.prepare(
      `INSERT INTO totals (${[...keyColumns, ...columns].join(', ')})
       VALUES (${keyColumns.map(() => '?').join(', ')}, 0, '0', '0', '0') RETURNING *`,
    );
    this.update = database.prepare(
      `UPDATE totals SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
    );
    this.remove = database.prepare('DELETE FROM totals WHERE id = ?');
  }

  /** Starts anew: the changes of an aborted save are dropped. */
  reset(): void {
    this.changes.clear();
  }

  /** Gives the id of the row's group. Called within the transaction that writes the row. */
  add(row: TotalledColumns): number {
    return this.move(row, 1, addNotional);
  }

  subtract(row: TotalledColumns): void {
    this.move(row, -1, subtractNotional);
  }

  /** Writes the changes. Called within the transaction that writes the rows. */
  write(): void {
    for (const { stored, sum } of this.changes.values()) {
      const orders = stored.orders + sum.orders;
      if (orders === 0) {
        this.remove.run(stored.id);
        continue;
      }
      const sums = sumColumns.map((column) =>
        formatNotional(addNotional(notional(stored[column]), sum[column])),
      );
      this.update.run(orders, ...sums, stored.id);
    }
    this.changes.clear();
  }

  private move(
    row: TotalledColumns,
    orders: number,
    combine: (a: Notional, b: Notional) => Notional,
  ): number {
    const { stored, sum } = this.changed(row);
    sum.orders += orders;
    for (const column of sumColumns) sum[column] = combine(sum[column], notional(row[column]));
    return stored.id;
  }

  private changed(row: TotalledColumns): Change {
    const key = keyColumns.map((column) => row[column]);
    const name = key.join('\n');
    const known = this.changes.get(name);
    if (known !== undefined) return known;
    const stored = this.find.get(...key) ?? this.insert.get(...key);
    if (stored === undefined) throw new DamagedViews('a total was not written');
    const change = { stored, sum: emptySum() };
    this.changes.set(name, change);
    return change;
  }
}
