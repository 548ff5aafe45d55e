import type Database from 'better-sqlite3';
import { add, formatDecimal, subtract, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { Side } from '../../domain/order/orderTerms.ts';
import { wideDecimal } from '../../engine/readmodel/orderMatching.ts';
import type { OrderStatistics } from '../../engine/readmodel/orderViewStore.ts';

const keyColumns = ['symbol', 'account', 'strategy', 'venue', 'side', 'status'] as const;

/** What a row of table `orders` adds to its total. */
export type TotalledColumns = Readonly<Record<(typeof keyColumns)[number], unknown>> & {
  readonly filled_quantity: string;
  readonly filled_notional: string;
};

interface Sum {
  orders: number;
  quantity: Decimal;
  notional: Decimal;
}

interface StoredSum {
  readonly orders: number;
  readonly filled_quantity: string;
  readonly filled_notional: string;
}

const nothing: StoredSum = { orders: 0, filled_quantity: '0', filled_notional: '0' };

/** Changes to table `totals` that one save gathers and then writes. Sums are exact, so they never drift. */
export class OrderTotals {
  private readonly find: Database.Statement<unknown[], StoredSum>;
  private readonly replace: Database.Statement<unknown[]>;
  private readonly remove: Database.Statement<unknown[]>;
  private readonly changes = new Map<string, { readonly key: readonly unknown[]; readonly sum: Sum }>();

  constructor(database: Database.Database) {
    const where = `WHERE ${keyColumns.map((column) => `${column} = ?`).join(' AND ')}`;
    this.find = database.prepare(`SELECT orders, filled_quantity, filled_notional FROM totals ${where}`);
    this.replace = database.prepare('INSERT OR REPLACE INTO totals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.remove = database.prepare(`DELETE FROM totals ${where}`);
  }

  /** Starts anew: what an aborted save has gathered is void. */
  reset(): void {
    this.changes.clear();
  }

  add(row: TotalledColumns): void {
    const sum = this.changed(row);
    sum.orders += 1;
    sum.quantity = add(sum.quantity, wideDecimal(row.filled_quantity));
    sum.notional = add(sum.notional, wideDecimal(row.filled_notional));
  }

  subtract(row: TotalledColumns): void {
    const sum = this.changed(row);
    sum.orders -= 1;
    sum.quantity = subtract(sum.quantity, wideDecimal(row.filled_quantity));
    sum.notional = subtract(sum.notional, wideDecimal(row.filled_notional));
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
      const quantity = add(wideDecimal(stored.filled_quantity), sum.quantity);
      const notional = add(wideDecimal(stored.filled_notional), sum.notional);
      this.replace.run(...key, orders, formatDecimal(quantity), formatDecimal(notional));
    }
    this.changes.clear();
  }

  private changed(row: TotalledColumns): Sum {
    const key = keyColumns.map((column) => row[column]);
    const name = key.join('\n');
    let change = this.changes.get(name);
    if (change === undefined) {
      change = { key, sum: { orders: 0, quantity: zero, notional: zero } };
      this.changes.set(name, change);
    }
    return change.sum;
  }
}

/** Counts and sums of some orders, or of the totals of some. */
export interface CountedOrders {
  readonly side: Side;
  readonly status: OrderStatus;
  readonly orders: number;
  readonly filledQuantity: string;
  readonly filledNotional: string;
}

export function statisticsOf(counted: Iterable<CountedOrders>): OrderStatistics {
  const byStatus: Partial<Record<OrderStatus, number>> = {};
  const quantity: Record<Side, Decimal> = { buy: zero, sell: zero };
  const notional: Record<Side, Decimal> = { buy: zero, sell: zero };
  let orders = 0;
  for (const each of counted) {
    orders += each.orders;
    byStatus[each.status] = (byStatus[each.status] ?? 0) + each.orders;
    if (each.filledQuantity === '0' && each.filledNotional === '0') continue;
    quantity[each.side] = add(quantity[each.side], wideDecimal(each.filledQuantity));
    notional[each.side] = add(notional[each.side], wideDecimal(each.filledNotional));
  }
  return {
    orders,
    byStatus,
    boughtQuantity: formatDecimal(quantity.buy),
    soldQuantity: formatDecimal(quantity.sell),
    boughtNotional: formatDecimal(notional.buy),
    soldNotional: formatDecimal(notional.sell),
  };
}
