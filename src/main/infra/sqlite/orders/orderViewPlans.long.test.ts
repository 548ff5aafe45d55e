import { ids } from '../../../../shared/kernel/testing/ids.ts';
import { orderSortFields } from '../../../domain/order/orderSortFields.ts';
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderStatuses } from '../../../domain/order/orderState.ts';
import {
  type OrderFilter,
  type OrderQuery,
  type OrderViewStore,
} from '../../../engine/readmodel/orderViewStore.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import { sampleOrder } from '../../../engine/readmodel/testing/sampleOrders.ts';
import { memoryOrderViewStore } from '../../memory/memoryOrderViewStore.ts';
import { eraPart, groupPart } from './orderParts.ts';
import { pageOf, termsOf, type PageSize, type Where } from './orderViewSql.ts';
import { openSqliteOrderViewStore } from './sqliteOrderViewStore.ts';

const ordersInAll = 100_000;
const sorted = /TEMP B-TREE/;

describe('the orders read model with 100,000 orders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-plans-'));
  const memory = memoryOrderViewStore();
  let store: OrderViewStore;
  let database: Database.Database;

  beforeAll(() => {
    const opened = openSqliteOrderViewStore({ folder });
    if (!opened.ok) throw new Error(opened.error.message);
    store = opened.value;
    for (let first = 0; first < ordersInAll; first += 5_000) {
      const rows = Array.from({ length: 5_000 }, (_, index) => manyOrders(first + index));
      for (const one of [store, memory]) one.save(rows, { version: 1, position: first });
    }
    // The indexes that are made when they are first wanted.
    for (const field of orderSortFields) {
      for (const filter of [
        {},
        { symbol: ids.symbol('NDX') },
        { createdFrom: '2026', createdToPosition: 7 },
      ]) {
        store.query({ filter, sort: [{ field, descending: true }], limit: 1 });
      }
    }
    database = new Database(join(folder, 'views.db'), { readonly: true });
  });
  afterAll(() => {
    database.close();
    store.close();
    rmSync(folder, { recursive: true });
  });

  function planOf(filter: OrderFilter, sort: NonNullable<OrderQuery['sort']>, size: PageSize): string {
    return stepsOf(pageOf('id', filter, sort, size));
  }

  function stepsOf({ sql, parameters }: Where): string {
    const steps = database
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...parameters);
    return steps.map(({ detail }) => detail).join('; ');
  }

  const page = { offset: 0, count: 2_000, matching: ordersInAll, total: ordersInAll };

  it.each(orderSortFields)('has an index for the order by %s, both ways', (field) => {
    for (const descending of [true, false]) {
      const plan = planOf({}, [{ field, descending }], page);
      expect(plan).toMatch(/USING (COVERING )?INDEX/);
      expect(plan).not.toMatch(sorted);
    }
  });

  it.each(orderSortFields)(
    'has an index for the order by %s within a group or an era, which is all that is read',
    (field) => {
      for (const descending of [true, false]) {
        const terms = termsOf([{ field, descending }]);
        const group = groupPart({ id: 1, orders: 1 }, {}, terms);
        const bounded = groupPart({ id: 1, orders: 1 }, { createdTo: '2027', createdToPosition: 7 }, terms);
        expect(stepsOf({ ...bounded.slice, parameters: [...bounded.slice.parameters, 50, 0] })).not.toMatch(
          sorted,
        );
        const era = eraPart({ id: 1, first_at: '2026', last_at: '2027', orders: 1 }, {}, terms);
        for (const { slice } of [group, era]) {
          const plan = stepsOf({ ...slice, parameters: [...slice.parameters, 50, 0] });
          expect(plan).toMatch(/^SEARCH orders USING COVERING INDEX \S+ \((group_id|<expr>)=\?\)$/);
        }
      }
    },
  );

  it('finds the orders with a part of an id by the index over every three characters', () => {
    const plan = planOf({ text: 'order-77' }, [], page);
    expect(plan).toContain('order_ids VIRTUAL TABLE INDEX 0:M');
    expect(plan).not.toMatch(/SCAN orders/);
  });

  it.each(orderSortFields)(
    'lists all orders by %s from an index alone, and finds those at some positions',
    (field) => {
      const all = { offset: 0, count: ordersInAll, matching: ordersInAll, total: ordersInAll };
      const plan = stepsOf(pageOf('created_position', {}, [{ field, descending: true }], all));
      expect(plan).toMatch(/^SCAN orders USING COVERING INDEX \S+$/);
      expect(planOf({ createdPositions: [1, 2] }, [], { ...page, matching: 2 })).toMatch(
        /SEARCH orders USING (COVERING )?INDEX orders_by_created_position/,
      );
    },
  );

  it.each(orderSortFields)('walks the index by %s for a filter that most orders pass', (field) => {
    const statuses = [...orderStatuses].filter((status) => status !== 'denied');
    const plan = planOf({ statuses }, [{ field, descending: true }], { ...page, matching: 80_000 });
    expect(plan).not.toMatch(sorted);
  });

  it.each<OrderFilter>([
    {},
    { createdFrom: '2026-11-23T09:30:00' },
    { createdFrom: '2026-11-23T09:30:00', createdTo: '2026-11-23T09:31:00' },
  ])('finds %j and has the newest first by one index', (filter) => {
    const plan = planOf(filter, [], { ...page, matching: 50_000 });
    expect(plan).toMatch(/USING (COVERING )?INDEX/);
    expect(plan).not.toMatch(sorted);
  });

  it.each<OrderFilter>([{ statuses: ['in_doubt', 'submitting'] }, { parentOrderId: ids.order('order-7') }])(
    'finds the few that match %j instead of walking past all others',
    (filter) => {
      const sort = [{ field: 'averagePrice' as const, descending: true }];
      expect(planOf(filter, sort, { ...page, matching: 12 })).toMatch(
        /SEARCH orders USING (COVERING )?INDEX/,
      );
    },
  );

  const filters: readonly OrderFilter[] = [
    {},
    // Both have very many groups: the first page fills up from the first orders of all, the second does not.
    { account: ids.account('main') },
    { statuses: orderStatuses.filter((status) => status !== 'filled') },
    { statuses: ['in_doubt'] },
    { symbol: ids.symbol('NDX'), side: 'sell' },
    { venue: ids.venue('fix'), createdFromPosition: 400_000, createdToPosition: 700_000 },
    { text: 'order-777' },
  ];

  it.each(filters)('answers as memory does: %j', (filter) => {
    expect(store.statistics(filter)).toEqual(memory.statistics(filter));
    for (const field of orderSortFields) {
      const query = { filter, sort: [{ field, descending: true }], offset: 1_500, limit: 50 };
      const expected = memory.positions(query);
      expect(store.positions(query)).toEqual(expected);
      const { rows, total } = store.query(query);
      expect(rows.map((row) => row.createdPosition)).toEqual(Array.from(expected.slice(1_500, 1_550)));
      expect(total).toBe(expected.length);
    }
  });
});

/** Spreads values by the digits of the index, so that every filter matches some and ties are many. */
function manyOrders(index: number): OrderView {
  const spread = (index * 7_919) % ordersInAll;
  const filled = index % 10 < 7;
  const cents = String(spread % 100).padStart(2, '0');
  return sampleOrder(index, {
    symbol: index % 3 === 0 ? 'NDX' : 'SPX',
    side: index % 2 === 0 ? 'buy' : 'sell',
    orderType: index % 5 === 0 ? 'market' : 'limit',
    venue: index % 11 === 0 ? 'fix' : 'sim',
    strategy: `strategy-${index % 4}`,
    status: filled ? 'filled' : (orderStatuses[spread % orderStatuses.length] ?? 'created'),
    quantity: String(1 + (spread % 500)),
    limitPrice: `${1_400 + (spread % 300)}.${cents}`,
    updatedAt: `2026-11-23T10:${String(spread % 60).padStart(2, '0')}:00.000000Z`,
    position: index * 10 + 3 + (spread % 5),
    ...(filled && {
      filledQuantity: String(1 + (spread % 500)),
      filledNotional: `${spread}.${cents}`,
      averagePrice: `${1_300 + (spread % 777)}.${cents}`,
      acknowledgeMs: (spread % 9_999) / 1_000,
    }),
  });
}
