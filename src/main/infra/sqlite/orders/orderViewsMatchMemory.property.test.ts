import { ids } from '../../../../shared/kernel/testing/ids.ts';
import { orderSortFields } from '../../../domain/order/orderSortFields.ts';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { orderStatuses } from '../../../domain/order/orderState.ts';
import { equalFields } from '../../../engine/readmodel/orderMatching.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import {
  type OrderFilter,
  type OrderPage,
  type OrderQuery,
  type OrderStatistics,
  type OrderViewStore,
} from '../../../engine/readmodel/orderViewStore.ts';
import { sampleOrder } from '../../../engine/readmodel/testing/sampleOrders.ts';
import { memoryOrderViewStore } from '../../memory/memoryOrderViewStore.ts';
import { openSqliteOrderViewStore } from './sqliteOrderViewStore.ts';

const histories = 400;

const time = fc.nat({ max: 5 }).map((second) => `2026-11-23T09:30:0${second}.000000Z`);
const amount = fc.constantFrom('0', '0.000000001', '3', '10', '9007199254740993.5', '123456789012.000000009');
const few = fc.constantFrom('A', 'B', 'c');
const side = fc.constantFrom('buy' as const, 'sell' as const);
const status = fc.constantFrom(...orderStatuses);

/** An order keeps its creation position; everything else may change from save to save. */
const order: fc.Arbitrary<OrderView> = fc
  .tuple(
    fc.nat({ max: 12 }),
    fc.record({
      symbol: few,
      account: few,
      strategy: few,
      venue: few,
      side,
      status,
      quantity: amount,
      filledQuantity: amount,
      filledNotional: fc.oneof(amount, fc.constant('-17.25')),
      createdAt: time,
      updatedAt: time,
      position: fc.nat({ max: 20 }),
      orderType: fc.constantFrom('market' as const, 'limit' as const, 'stop' as const),
      clientOrderId: fc.constantFrom('C_1', 'C%2', 'c\\3'),
    }),
    fc.record(
      {
        stopPrice: amount,
        averagePrice: amount,
        acknowledgeMs: fc.constantFrom(0, 0.001, 12.5, 7_000),
        parentOrderId: fc.constantFrom('order-1', 'order-2'),
      },
      { requiredKeys: [] },
    ),
    fc.option(amount),
  )
  .map(([index, given, optional, limitPrice]) => {
    const { limitPrice: _none, ...row } = sampleOrder(index, { ...given, ...optional });
    return limitPrice === null ? row : { ...row, limitPrice };
  });

/** Values that need not be those of any order. */
const oddValues: fc.Arbitrary<Required<OrderFilter>> = fc.record({
  orderIds: fc.subarray(['order-1', 'order-2', 'order-3', 'nobody'].map(ids.order)),
  symbol: few.map(ids.symbol),
  account: few.map(ids.account),
  strategy: few.map(ids.strategy),
  venue: few.map(ids.venue),
  side,
  parentOrderId: fc.constantFrom('order-1', 'order-2').map(ids.order),
  statuses: fc.array(status, { maxLength: 3 }),
  text: fc.constantFrom('', 'order-1', 'ORDER', 'c_', '%', '\\', 'C', 'x', 'order"1', 'der\0abc', 'dér-1'),
  createdFrom: time,
  createdTo: time,
  createdFromPosition: fc.nat({ max: 130 }),
  createdToPosition: fc.nat({ max: 130 }),
  createdPositions: fc.array(fc.nat({ max: 130 }), { maxLength: 3 }),
});
const filterKeys = [
  'orderIds',
  ...equalFields,
  'statuses',
  'text',
  'createdFrom',
  'createdTo',
  'createdFromPosition',
  'createdToPosition',
  'createdPositions',
] as const;
type FilterKey = (typeof filterKeys)[number];

interface Asked {
  readonly keys: readonly FilterKey[];
  /** Of which saved order the values are, and what is cut off a text. */
  readonly of: number;
  readonly cut: number;
  /** The key that has an odd value all the same. */
  readonly oddKey: FilterKey | null;
  readonly odd: Required<OrderFilter>;
}

/** A filter of few keys. Most take their value from a saved order, because a value that none has finds nothing. */
const asked: fc.Arbitrary<Asked> = fc.record({
  keys: fc.subarray([...filterKeys], { maxLength: 2 }),
  of: fc.nat(),
  cut: fc.nat({ max: 6 }),
  oddKey: fc.option(fc.constantFrom(...filterKeys)),
  odd: oddValues,
});
const pageParts = {
  sort: fc.array(fc.record({ field: fc.constantFrom(...orderSortFields), descending: fc.boolean() }), {
    maxLength: 3,
  }),
  offset: fc.nat({ max: 4 }),
  limit: fc.nat({ max: 6 }),
};
const page: fc.Arbitrary<Omit<OrderQuery, 'filter'>> = fc.oneof(
  fc.record(pageParts, { requiredKeys: [] }),
  fc.record(pageParts),
);

function valueOf(key: FilterKey, row: OrderView, cut: number): unknown {
  switch (key) {
    case 'orderIds':
      return [row.orderId, 'order-1', 'nobody'];
    case 'statuses':
      return [row.status, ...orderStatuses.slice(0, cut % 3)];
    case 'text': {
      const text = (cut % 2 === 0 ? row.clientOrderId : row.orderId) ?? row.signalId;
      return cut > 2 ? text.slice(cut - 3) : text.toUpperCase();
    }
    case 'createdFrom':
    case 'createdTo':
      return row.createdAt;
    case 'createdFromPosition':
    case 'createdToPosition':
      return row.createdPosition;
    case 'createdPositions':
      return [row.createdPosition, cut * 10];
    default:
      return row[key];
  }
}

function filterOf({ keys, of, cut, oddKey, odd }: Asked, rows: readonly OrderView[]): OrderFilter {
  const row = rows[of % rows.length];
  const values = keys.map((key) => [
    key,
    (row === undefined || key === oddKey ? undefined : valueOf(key, row, cut)) ?? odd[key],
  ]);
  return Object.fromEntries(values) as OrderFilter;
}
interface Answer {
  readonly query: OrderQuery;
  readonly page: OrderPage;
  readonly positions: Float64Array;
  readonly statistics: OrderStatistics;
}

function answers(
  store: OrderViewStore,
  saves: readonly (readonly OrderView[])[],
  queries: readonly OrderQuery[],
): readonly { readonly whole: unknown; readonly parts: readonly Answer[] }[] {
  return saves.map((rows, index) => {
    store.save(rows, { version: 1, position: index });
    return {
      whole: [store.checkpoint(), store.statistics()],
      parts: queries.map((query) => ({
        query,
        page: store.query(query),
        positions: store.positions(query),
        statistics: store.statistics(query.filter),
      })),
    };
  });
}

/** How many of the queries had something to find, to leave out and to cut. */
class Hits {
  queries = 0;
  readonly found = { one: 0, several: 0, someOfAll: 0, sortedPage: 0 };

  count(
    { query: { filter = {}, sort = [], offset, limit }, page, statistics }: Answer,
    orders: number,
  ): void {
    this.queries++;
    const { rows, total } = page;
    const filters = Object.keys(filter).length > 0;
    if (total > 0) this.found.one++;
    if (total > 1) this.found.several++;
    if (filters && total > 0 && total < orders) this.found.someOfAll++;
    const isPaged = (offset !== undefined || limit !== undefined) && rows.length < statistics.orders;
    if (filters && sort.length > 0 && isPaged && rows.length > 0) this.found.sortedPage++;
  }
}

it('saves, finds, sorts, pages and sums as the memory store does', () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-views-'));
  const opened = openSqliteOrderViewStore({ folder });
  if (!opened.ok) throw new Error(opened.error.message);
  const sqlite = opened.value;
  const hits = new Hits();
  try {
    fc.assert(
      fc.property(
        fc.array(fc.array(order, { maxLength: 8 }), { maxLength: 4 }),
        fc.array(fc.tuple(asked, page), { maxLength: 8 }),
        (saves, asks) => {
          const queries = asks.map(([one, paged]) => ({ filter: filterOf(one, saves.flat()), ...paged }));
          sqlite.clear(0);
          const memory = memoryOrderViewStore();
          const expected = answers(memory, saves, queries);
          expect(answers(sqlite, saves, queries)).toStrictEqual(expected);
          const { orders } = memory.statistics();
          for (const answer of expected.at(-1)?.parts ?? []) hits.count(answer, orders);
        },
      ),
      { numRuns: histories },
    );
  } finally {
    sqlite.close();
    rmSync(folder, { recursive: true });
  }
  const { one, several, someOfAll, sortedPage } = hits.found;
  expect(one / hits.queries).toBeGreaterThan(0.6);
  expect(several / hits.queries).toBeGreaterThan(0.4);
  expect(someOfAll / hits.queries).toBeGreaterThan(0.3);
  expect(sortedPage / hits.queries).toBeGreaterThan(0.03);
});
