import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { orderStatuses } from '../../../domain/order/orderState.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import {
  orderSortFields,
  type OrderFilter,
  type OrderQuery,
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

const filter: fc.Arbitrary<OrderFilter> = fc.record(
  {
    orderIds: fc.subarray(['order-1', 'order-2', 'order-3', 'nobody']),
    symbol: few,
    account: few,
    strategy: few,
    venue: few,
    side,
    parentOrderId: fc.constantFrom('order-1', 'order-2'),
    statuses: fc.array(status, { maxLength: 3 }),
    text: fc.constantFrom('', 'order-1', 'ORDER', 'c_', '%', '\\', 'C', 'x'),
    createdFrom: time,
    createdTo: time,
    createdFromPosition: fc.nat({ max: 130 }),
    createdToPosition: fc.nat({ max: 130 }),
  },
  { requiredKeys: [] },
);
const query: fc.Arbitrary<OrderQuery> = fc.record(
  {
    filter,
    sort: fc.array(fc.record({ field: fc.constantFrom(...orderSortFields), descending: fc.boolean() }), {
      maxLength: 3,
    }),
    offset: fc.nat({ max: 15 }),
    limit: fc.nat({ max: 15 }),
  },
  { requiredKeys: [] },
);

function answers(
  store: OrderViewStore,
  saves: readonly (readonly OrderView[])[],
  queries: readonly OrderQuery[],
): unknown {
  return saves.map((rows, index) => {
    store.save(rows, { version: 1, position: index });
    return [
      store.checkpoint(),
      store.statistics(),
      ...queries.map((each) => [store.query(each), store.statistics(each.filter)]),
    ];
  });
}

it('saves, finds, sorts, pages and sums as the memory store does', () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-views-'));
  const opened = openSqliteOrderViewStore({ folder });
  if (!opened.ok) throw new Error(opened.error.message);
  const sqlite = opened.value;
  try {
    fc.assert(
      fc.property(
        fc.array(fc.array(order, { maxLength: 8 }), { maxLength: 4 }),
        fc.array(query, { maxLength: 8 }),
        (saves, queries) => {
          sqlite.clear(0);
          expect(answers(sqlite, saves, queries)).toStrictEqual(
            answers(memoryOrderViewStore(), saves, queries),
          );
        },
      ),
      { numRuns: histories },
    );
  } finally {
    sqlite.close();
    rmSync(folder, { recursive: true });
  }
});
