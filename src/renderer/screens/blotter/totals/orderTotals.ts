/** Totals of orders for people: counts by status, quantities by symbol, value by currency. Exact. */
import type { Ticker } from '../../../../shared/kernel/ids.ts';
import { activeStatuses } from '../../../../main/domain/order/orderState.ts';
import type { OrderLine, OrderStatus, OrderView } from '../../../../shared/contract/orders.ts';
import {
  addNotional,
  formatNotional,
  noNotional,
  notional,
  subtractNotional,
} from '../../../../shared/kernel/notional.ts';

export interface SideTotals {
  readonly orders: number;
  readonly ordered: string;
  readonly filled: string;
  /** What may still be filled. */
  readonly open: string;
  readonly value: string;
}

export interface OrderTotals {
  readonly orders: number;
  /** In the order in which the desk lists statuses; those without orders are left out. */
  readonly byStatus: readonly (readonly [OrderStatus, number])[];
  readonly bySymbol: readonly {
    readonly symbol: Ticker;
    readonly currency: string | undefined;
    readonly buy: SideTotals;
    readonly sell: SideTotals;
  }[];
  /** Currency is undefined for symbols that the configuration does not have. */
  readonly byCurrency: readonly {
    readonly currency: string | undefined;
    readonly bought: string;
    readonly sold: string;
  }[];
}

export function orderTotals(
  lines: readonly OrderLine[],
  statuses: readonly OrderStatus[],
  currencyOf: (symbol: Ticker) => string | undefined,
): OrderTotals {
  const count = (of: readonly OrderLine[]): number => of.reduce((all, { orders }) => all + orders, 0);
  const symbols = [...new Set(lines.map(({ symbol }) => symbol))].toSorted();
  const currencies = [...new Set(symbols.map(currencyOf))];
  const value = (side: OrderView['side'], currency: string | undefined): string =>
    sumOf(
      lines.filter((line) => line.side === side && currencyOf(line.symbol) === currency),
      'filledNotional',
    );
  return {
    orders: count(lines),
    byStatus: statuses
      .map((status) => [status, count(lines.filter((line) => line.status === status))] as const)
      .filter(([, orders]) => orders > 0),
    bySymbol: symbols.map((symbol) => {
      const side = (of: OrderView['side']): SideTotals =>
        sideTotals(lines.filter((line) => line.symbol === symbol && line.side === of));
      return { symbol, currency: currencyOf(symbol), buy: side('buy'), sell: side('sell') };
    }),
    byCurrency: currencies.map((currency) => ({
      currency,
      bought: value('buy', currency),
      sold: value('sell', currency),
    })),
  };
}

function sideTotals(lines: readonly OrderLine[]): SideTotals {
  const active = lines.filter(({ status }) => activeStatuses.includes(status));
  const open = subtractNotional(
    notional(sumOf(active, 'quantity')),
    notional(sumOf(active, 'filledQuantity')),
  );
  return {
    orders: lines.reduce((all, { orders }) => all + orders, 0),
    ordered: sumOf(lines, 'quantity'),
    filled: sumOf(lines, 'filledQuantity'),
    open: formatNotional(open),
    value: sumOf(lines, 'filledNotional'),
  };
}

function sumOf(lines: readonly OrderLine[], field: 'quantity' | 'filledQuantity' | 'filledNotional'): string {
  return formatNotional(lines.reduce((all, line) => addNotional(all, notional(line[field])), noNotional));
}
