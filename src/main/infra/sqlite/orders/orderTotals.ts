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
import { DamagedViews } from './damagedViews.ts';

const keyColumns = ['symbol', 'account', 'strategy', 'venue', 'side', 'status'] as const;

/** What a row of table `orders` adds to its total. */
export type TotalledColumns = Readonly<Record<(typeof keyColumns)[number], unknown>> & {
  readonly quantity: string;
  readonly filled_quantity: string;
  readonly filled_notional: string;
};

const sumColumns = ['quantity', 'filled_quantity', 'filled_notional'] as const;

/** Sums of a group. Quantities are kept in the units of a notional, too. */
type Sum = { orders: number } & Record<(typeof sumColumns)[number], Notional>;

type StoredSum = { readonly orders: number } & Readonly<Record<(typeof sumColumns)[number], string>>;

const emptySum = (): Sum => ({
  orders: 0,
  quantity: noNotional,
  filled_quantity: noNotional,
  filled_notional: noNotional,
});

const nothing: StoredSum = { orders: 0, quantity: '0', filled_quantity: '0', filled_notional: '0' };

/** Sums of rows that are read one by one, to compare them with table `totals`. */
export class TotalsProof {
  private readonly sums = new Map<string, Sum>();

  add(valueOf: (column: (typeof keyColumns)[number] | (typeof sumColumns)[number]) => unknown): void {
    const name = keyColumns.map(valueOf).join('\n');
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
      const sum = this.sums.get(keyColumns.map((column) => total[column]).join('\n'));
      const same = sum?.orders === total.orders;
      return !same || sumColumns.some((column) => formatNotional(sum[column]) !== total[column]);
    });
    if (differs !== undefined || stored.length !== this.sums.size) {
      throw new DamagedViews('its totals are not the sums of its rows');
    }
  }
}

/** Gathers the changes of one save to table `totals`, and then writes them. Sums are exact, so they never drift. */
export class OrderTotals {
  private readonly find: Database.Statement<unknown[], StoredSum>;
  private readonly replace: Database.Statement<unknown[]>;
  private readonly remove: Database.Statement<unknown[]>;
  private readonly changes = new Map<string, { readonly key: readonly unknown[]; readonly sum: Sum }>();

  constructor(database: Database.Database) {
    const where = `WHERE ${keyColumns.map((column) => `${column} = ?`).join(' AND ')}`;
    this.find = database.prepare(`SELECT orders, ${sumColumns.join(', ')} FROM totals ${where}`);
    this.replace = database.prepare('INSERT OR REPLACE INTO totals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.remove = database.prepare(`DELETE FROM totals ${where}`);
  }

  /** Starts anew: the changes of an aborted save are dropped. */
  reset(): void {
    this.changes.clear();
  }

  add(row: TotalledColumns): void {
    this.move(row, 1, addNotional);
  }

  subtract(row: TotalledColumns): void {
    this.move(row, -1, subtractNotional);
  }

  /** Writes the changes. Called within the transaction that writes the rows. */
  write(): void {
    for (const { key, sum } of this.changes.values()) {
      const stored = this.find.get(...key) ?? nothing;
      const orders = stored.orders + sum.orders;
      if (orders === 0) {
        this.remove.run(...key);
        continue;
      }
      const sums = sumColumns.map((column) =>
        formatNotional(addNotional(notional(stored[column]), sum[column])),
      );
      this.replace.run(...key, orders, ...sums);
    }
    this.changes.clear();
  }

  private move(row: TotalledColumns, orders: number, combine: (a: Notional, b: Notional) => Notional): void {
    const sum = this.changed(row);
    sum.orders += orders;
    for (const column of sumColumns) sum[column] = combine(sum[column], notional(row[column]));
  }

  private changed(row: TotalledColumns): Sum {
    const key = keyColumns.map((column) => row[column]);
    const name = key.join('\n');
    let change = this.changes.get(name);
    if (change === undefined) {
      change = { key, sum: emptySum() };
      this.changes.set(name, change);
    }
    return change.sum;
  }
}
