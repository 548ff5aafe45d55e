/** A read side whose rows the test writes; its queries are plain filters and sorts over all rows. */
import type { OrderView } from '../../engine/orders/orderView.ts';
import type { OrderFilter, OrderQuery } from '../../engine/readmodel/orderViewStore.ts';
import { matchesFilter } from '../../engine/queries/testing/matchesFilter.ts';
import { activeStatuses } from '../../domain/order/orderState.ts';
import type { OrderChanges, OrderQueryService } from '../../engine/queries/orderQueryService.ts';
import type { AsOf, Blotter } from '../../engine/queries/orderReader.ts';
import { rowOrder } from '../../engine/readmodel/orderRowOrder.ts';
import { sampleOrder, type PlainOrder } from '../../engine/readmodel/testing/sampleOrders.ts';
import { OrderSums } from '../../engine/readmodel/orderSums.ts';

interface LateAnswer {
  readonly query: OrderQuery;
  readonly give: (found: Blotter & AsOf) => void;
  found: (Blotter & AsOf) | undefined;
}

export class OrderBook {
  private readonly rows = new Map<string, OrderView>();
  private readonly listeners = new Set<(changes: OrderChanges) => void>();
  private readonly rebuilt = new Set<() => void>();
  private position = 0;
  /** Questions asked of the store. */
  asked = 0;
  /** While true, answers come only when `answer` is called. */
  isSlow = false;
  private readonly late: LateAnswer[] = [];

  /** Creates or changes orders in one commit. */
  commit(...changes: readonly (PlainOrder & { readonly orderId: string })[]): void {
    const changed = new Map<string, OrderView>();
    for (const change of changes) {
      const before = changed.get(change.orderId) ?? this.rows.get(change.orderId);
      const position = ++this.position;
      changed.set(change.orderId, {
        ...(before ?? newRow(change.orderId, position)),
        ...change,
        updatedAt: timeAt(position),
        position,
      } as OrderView);
    }
    for (const row of changed.values()) this.rows.set(row.orderId, row);
    const told: OrderChanges = { position: this.position, rows: [...changed.values()] };
    for (const listener of this.listeners) listener(told);
  }

  /** Puts other rows in place of some, without an event that says so, as a rebuild does after damage. */
  rebuild(...changes: readonly (PlainOrder & { readonly orderId: string })[]): void {
    for (const change of changes) {
      const before = this.rows.get(change.orderId);
      if (before !== undefined) this.rows.set(change.orderId, { ...before, ...change } as OrderView);
    }
    for (const listener of this.rebuilt) listener();
  }

  /** Finds the late answers as of now. They are given later. */
  find(): void {
    for (const late of this.late) late.found ??= this.blotter(late.query);
  }

  /** Gives the late answers. */
  answer(): void {
    this.find();
    for (const { give, found } of this.late.splice(0)) if (found !== undefined) give(found);
  }

  private blotter(query: OrderQuery): Blotter & AsOf {
    const totals = this.totals(query.filter);
    return { rows: this.page(query).rows, totals, orders: this.rows.size, position: this.position };
  }

  totals(filter: OrderFilter = {}) {
    const sums = new OrderSums();
    for (const row of this.rows.values()) if (matchesFilter(row, filter)) sums.add(row);
    return sums.statistics();
  }

  page({ filter, sort, offset = 0, limit = 10_000 }: OrderQuery) {
    const matching = [...this.rows.values()].filter((row) => matchesFilter(row, filter ?? {}));
    const rows = matching.toSorted(rowOrder(sort)).slice(offset, offset + limit);
    return { rows, total: matching.length };
  }

  get queries(): OrderQueryService {
    const queries = {
      getOrder: (orderId: string) => this.rows.get(orderId),
      getActiveOrders: () => this.page({ filter: { statuses: activeStatuses } }).rows,
      getBlotter: async (query: OrderQuery): Promise<Blotter & AsOf> => {
        this.asked++;
        if (!this.isSlow) return this.blotter(query);
        return new Promise((give) => this.late.push({ query, give, found: undefined }));
      },
      onOrderChanges: (listener: (changes: OrderChanges) => void) => {
        this.listeners.add(listener);
        return () => void this.listeners.delete(listener);
      },
      onRebuilt: (listener: () => void) => {
        this.rebuilt.add(listener);
        return () => void this.rebuilt.delete(listener);
      },
    };
    const position = { get: () => this.position };
    return Object.defineProperty(queries, 'position', position) as unknown as OrderQueryService;
  }
}

function newRow(orderId: string, position: number): OrderView {
  return sampleOrder(position, {
    orderId,
    signalId: `s-${orderId}`,
    strategy: 'manual',
    timeInForce: 'GTC',
    status: 'created',
    createdAt: timeAt(position),
    updatedAt: timeAt(position),
    createdPosition: position,
    position,
    version: 0,
  });
}

/** Two positions share a time, so that ties happen. */
function timeAt(position: number): string {
  return `2026-11-23T10:00:00.${String(Math.floor(position / 2)).padStart(6, '0')}Z`;
}
