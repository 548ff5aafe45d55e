/** The orders read model without a file, for tests and the simulator. */
import { OrderLines } from '../../engine/readmodel/orderLines.ts';
import { orderMatcher } from '../../engine/readmodel/orderMatching.ts';
import { rowOrder } from '../../engine/readmodel/orderRowOrder.ts';
import { OrderSums } from '../../engine/readmodel/orderSums.ts';
import type { OrderView } from '../../engine/orders/orderView.ts';
import {
  orderQueryLimitMax,
  type OrderFilter,
  type OrderLine,
  type OrderList,
  type OrderPage,
  type OrderQuery,
  type OrderStatistics,
  type OrderViewStore,
} from '../../engine/readmodel/orderViewStore.ts';
import type { ProjectionCheckpoint } from '../../engine/readmodel/projection.ts';
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

  query({ filter, sort, offset = 0, limit = orderQueryLimitMax }: OrderQuery): OrderPage {
    const matching = this.matching(filter).sort(rowOrder(sort));
    return {
      rows: matching.slice(offset, offset + Math.min(limit, orderQueryLimitMax)),
      total: matching.length,
    };
  }

  positions({ filter, sort }: OrderList): Float64Array<ArrayBuffer> {
    const matching = this.matching(filter).sort(rowOrder(sort));
    return Float64Array.from(matching, ({ createdPosition }) => createdPosition);
  }

  statistics(filter?: OrderFilter): OrderStatistics {
    const sums = new OrderSums();
    for (const row of this.matching(filter)) sums.add(row);
    return sums.statistics();
  }

  lines(filter: OrderFilter): readonly OrderLine[] {
    const lines = new OrderLines();
    for (const row of this.matching(filter)) lines.add(row);
    return lines.lines();
  }

  close(): void {
    // There is nothing to close.
  }

  private matching(filter: OrderFilter = {}): OrderView[] {
    const matches = orderMatcher(filter);
    return [...this.rows.values()].filter(matches);
  }
}
