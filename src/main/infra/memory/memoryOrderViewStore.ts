/** The orders read model without a file, for tests and the simulator. */
import { add, formatDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import { orderMatcher, wideDecimal } from '../../engine/readmodel/orderMatching.ts';
import type { OrderView } from '../../engine/readmodel/orderView.ts';
import {
  orderQueryLimitMax,
  type OrderFilter,
  type OrderPage,
  type OrderQuery,
  type OrderSortField,
  type OrderStatistics,
  type OrderViewStore,
  type ProjectionCheckpoint,
} from '../../engine/readmodel/orderViewStore.ts';
import { deepFreeze } from './deepFreeze.ts';

export function memoryOrderViewStore(): OrderViewStore {
  return new MemoryOrderViewStore();
}

class MemoryOrderViewStore implements OrderViewStore {
  private readonly rows = new Map<string, OrderView>();
  private at: ProjectionCheckpoint = { version: 0, position: 0 };

  checkpoint(): ProjectionCheckpoint {
    return this.at;
  }

  save(rows: readonly OrderView[], checkpoint: ProjectionCheckpoint): void {
    for (const row of rows) this.rows.set(row.orderId, deepFreeze({ ...row }));
    this.at = { version: checkpoint.version, position: checkpoint.position };
  }

  clear(version: number): void {
    this.rows.clear();
    this.at = { version, position: 0 };
  }

  get(orderId: string): OrderView | undefined {
    return this.rows.get(orderId);
  }

  query({ filter, sort = [], offset = 0, limit = orderQueryLimitMax }: OrderQuery): OrderPage {
    const matching = this.matching(filter);
    const keys = sort.length > 0 ? sort : [{ field: 'createdAt' as const, descending: true }];
    const tieDescending = keys.at(-1)?.descending ?? true;
    matching.sort((a, b) => {
      for (const { field, descending } of keys) {
        const order = compare(sortValue(a, field), sortValue(b, field));
        if (order !== 0) return descending ? -order : order;
      }
      const tie = compare(a.createdPosition, b.createdPosition) || compare(a.orderId, b.orderId);
      return tieDescending ? -tie : tie;
    });
    return {
      rows: matching.slice(offset, offset + Math.min(limit, orderQueryLimitMax)),
      total: matching.length,
    };
  }

  statistics(filter?: OrderFilter): OrderStatistics {
    const byStatus: Partial<Record<OrderStatus, number>> = {};
    const quantity: Record<OrderView['side'], Decimal> = { buy: zero, sell: zero };
    const notional: Record<OrderView['side'], Decimal> = { buy: zero, sell: zero };
    const matching = this.matching(filter);
    for (const { status, side, filledQuantity, filledNotional } of matching) {
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      quantity[side] = add(quantity[side], wideDecimal(filledQuantity));
      notional[side] = add(notional[side], wideDecimal(filledNotional));
    }
    return {
      orders: matching.length,
      byStatus,
      boughtQuantity: formatDecimal(quantity.buy),
      soldQuantity: formatDecimal(quantity.sell),
      boughtNotional: formatDecimal(notional.buy),
      soldNotional: formatDecimal(notional.sell),
    };
  }

  close(): void {
    // Nothing to let go of.
  }

  private matching(filter: OrderFilter = {}): OrderView[] {
    const matches = orderMatcher(filter);
    return [...this.rows.values()].filter(matches);
  }
}

function sortValue(row: OrderView, field: OrderSortField): string | number | bigint {
  return field === 'quantity' ? wideDecimal(row.quantity) : row[field];
}

function compare<T extends string | number | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
