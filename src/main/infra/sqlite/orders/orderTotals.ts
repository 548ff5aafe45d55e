/** Counts and sums per group of orders, kept beside the rows. */
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

/** Quantities as well, in the units of a notional. */
type Sum = { orders: number } & Record<(typeof sumColumns)[number], Notional>;

type StoredSum = { readonly orders: number } & Readonly<Record<(typeof sumColumns)[number], string>>;

const emptySum = (): Sum => ({
  orders: 0,
  quantity: noNotional,
  filled_quantity: noNotional,
  filled_notional: noNotional,
});

const nothing: StoredSum = { orders: 0, quantity: '0', filled_quantity: '0', filled_notional: '0' };

/** Sums of rows that are looked at one by one, to be compared with what table `totals` says. */
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

  /** Throws DamagedViews. */
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

/** Changes to table `totals` that one save gathers and then writes. Sums are exact, so they never drift. */
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

  /** Starts anew: what an aborted save has gathered is void. */
  reset(): void {
    this.changes.clear();
  }

  add(row: TotalledColumns): void {
    this.move(row, 1, addNotional);
  }

  subtract(row: TotalledColumns): void {
    this.move(row, -1, subtractNotional);
  }

  /** Within the transaction that writes the rows. */
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
