/** Sums over orders by symbol, side and status. They are exact. */
import type { Ticker } from '../../../shared/kernel/ids.ts';
import { add, formatDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import {
  addNotional,
  formatNotional,
  noNotional,
  notional,
  type Notional,
} from '../../../shared/kernel/notional.ts';
import { wideDecimal } from './orderMatching.ts';
import type { CountedOrders } from './orderSums.ts';
import type { OrderLine } from './orderViewStore.ts';

interface Sum {
  readonly line: Pick<OrderLine, 'symbol' | 'side' | 'status'>;
  orders: number;
  quantity: Decimal;
  filledQuantity: Decimal;
  filledNotional: Notional;
}

export type LinedOrders = Omit<CountedOrders, 'venue'> & { readonly symbol: Ticker };

export class OrderLines {
  private readonly sums = new Map<string, Sum>();

  add({ symbol, side, status, quantity, filledQuantity, filledNotional }: LinedOrders, orders = 1): void {
    const key = `${symbol}\n${side}\n${status}`;
    const sum = this.sums.get(key) ?? {
      line: { symbol, side, status },
      orders: 0,
      quantity: zero,
      filledQuantity: zero,
      filledNotional: noNotional,
    };
    this.sums.set(key, sum);
    sum.orders += orders;
    sum.quantity = add(sum.quantity, wideDecimal(quantity));
    sum.filledQuantity = add(sum.filledQuantity, wideDecimal(filledQuantity));
    sum.filledNotional = addNotional(sum.filledNotional, notional(filledNotional));
  }

  /** By symbol, side and status. */
  lines(): readonly OrderLine[] {
    return [...this.sums.entries()]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { line, orders, quantity, filledQuantity, filledNotional }]) => ({
        ...line,
        orders,
        quantity: formatDecimal(quantity),
        filledQuantity: formatDecimal(filledQuantity),
        filledNotional: formatNotional(filledNotional),
      }));
  }
}
