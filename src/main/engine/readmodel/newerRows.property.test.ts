/** Rows that a store has not taken are in every answer, as if the store had them. */
import { ids } from '../../../shared/kernel/testing/ids.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderStatuses } from '../../domain/order/orderState.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { memoryOrderViewStore } from '../../infra/memory/memoryOrderViewStore.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { readEverything } from '../events/testing/sampleEvents.ts';
import { orderSortFields } from '../../domain/order/orderSortFields.ts';
import type { OrderView } from '../orders/orderView.ts';
import { withNewerRows } from './newerRows.ts';
import { OrderHistory, orderStep, replayed } from './testing/orderHistories.ts';
import type { OrderFilter, OrderQuery } from './orderViewStore.ts';

const filter: fc.Arbitrary<OrderFilter> = fc.oneof(
  fc.constant({}),
  fc.record({ statuses: fc.subarray([...orderStatuses], { minLength: 3 }) }),
  fc.record({ symbol: fc.constantFrom(ids.symbol('SPX'), ids.symbol('NDX')) }),
  fc.record({ text: fc.constantFrom('o1', 's2', 'v') }),
);
const query: fc.Arbitrary<OrderQuery> = fc.record({
  filter,
  sort: fc.array(fc.record({ field: fc.constantFrom(...orderSortFields), descending: fc.boolean() }), {
    maxLength: 2,
  }),
  offset: fc.nat({ max: 4 }),
  limit: fc.nat({ max: 5 }),
});

function storeOf(rows: Iterable<OrderView>) {
  const store = memoryOrderViewStore();
  store.save([...rows], { version: 1, position: 0 });
  return store;
}

it('gives the page and the sums of a store that has taken all rows', async () => {
  const met = { newer: 0, replaced: 0, found: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(orderStep, { minLength: 10, maxLength: 60, size: 'max' }),
      fc.integer({ min: 1, max: 99 }),
      query,
      async (steps, share, asked) => {
        const events = memoryEventStore(manualTime());
        const history = new OrderHistory();
        for (const step of steps) {
          const append = history.take(step);
          if (append !== undefined) await events.appendAll([append]);
        }
        const all = await readEverything(events);
        const before = replayed(all.slice(0, Math.floor((all.length * share) / 100)));
        const after = replayed(all);
        const newer = [...after.values()].filter((row) => before.get(row.orderId)?.position !== row.position);
        const found = withNewerRows(storeOf(before.values()), newer);
        const whole = storeOf(after.values());
        expect(found.query(asked)).toEqual(whole.query(asked));
        expect(found.statistics(asked.filter)).toEqual(whole.statistics(asked.filter));
        if (newer.length > 0) met.newer++;
        if (newer.some(({ orderId }) => before.has(orderId))) met.replaced++;
        if (whole.query(asked).rows.length > 0) met.found++;
      },
    ),
    { numRuns: 500 },
  );
  for (const times of Object.values(met)) expect(times).toBeGreaterThan(50);
});

it('lists all orders once the store has taken all rows, and refuses to before', async () => {
  const rows = [...replayed(await readEverything(await someOrders())).values()];
  const [last, ...others] = rows.toReversed();
  const found = withNewerRows(storeOf(others), [last!]);
  expect(() => found.positions({})).toThrow(/takes no rows/);
  expect(withNewerRows(storeOf(rows), []).positions({})).toHaveLength(rows.length);
});

async function someOrders() {
  const events = memoryEventStore(manualTime());
  const history = new OrderHistory();
  for (const step of fc.sample(orderStep, { seed: 1, numRuns: 30 })) {
    const append = history.take(step);
    if (append !== undefined) await events.appendAll([append]);
  }
  return events;
}
