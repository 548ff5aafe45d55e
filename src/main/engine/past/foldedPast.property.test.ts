import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isTerminal } from '../../domain/order/orderState.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { readEverything } from '../events/testing/sampleEvents.ts';
import { orderQueryLimitMax } from '../readmodel/orderViewStore.ts';
import { OrderHistory, orderStep, replayed } from '../readmodel/testing/orderHistories.ts';
import type { PastAnswer } from './pastDesk.ts';
import { FoldedPast } from './foldedPast.ts';

const page = { offset: 0, limit: orderQueryLimitMax };

/** Asks again until the answer is whole. */
async function whole<Value>(ask: () => Promise<PastAnswer<Value>>): Promise<Value> {
  for (;;) {
    const answer = await ask();
    if (answer.done) return answer.value;
  }
}

it('answers the same for a position whatever was asked before, and as a replay does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(orderStep, { minLength: 1, maxLength: 30, size: 'max' }),
      fc.array(fc.nat(), { minLength: 2, maxLength: 6 }),
      async (steps, places) => {
        const time = manualTime();
        const store = memoryEventStore(time);
        const history = new OrderHistory();
        for (const step of steps) {
          const append = history.take(step);
          if (append !== undefined) await store.appendAll([append]);
        }
        const events = await readEverything(store);
        const rows = [...replayed(events).values()].toSorted((a, b) => b.createdPosition - a.createdPosition);
        const ports = {
          events: store,
          clock: time.clock,
          page: () => Promise.resolve({ rows, total: rows.length }),
        };
        const past = new FoldedPast(ports);
        for (const place of places) {
          const position = place % (events.length + 1);
          const expected = [...replayed(events.slice(0, position)).values()].toReversed();
          const open = await whole(() => past.ordersAt({ position, open: true, ...page }));
          expect(open.rows).toEqual(
            expected
              .filter(({ status }) => !isTerminal(status))
              .toSorted((a, b) => b.createdPosition - a.createdPosition),
          );
          const all = await whole(() => past.ordersAt({ position, open: false, ...page }));
          expect(new Set(all.rows)).toEqual(new Set(expected));
          const alone = await whole(() => new FoldedPast(ports).deskAt(position));
          expect(await whole(() => past.deskAt(position))).toEqual(alone);
          expect(Object.values(alone.orders).reduce((sum, count) => sum + count, 0)).toBe(expected.length);
        }
        const [one = 0, other = 0] = places.map((place) => place % (events.length + 1));
        const [from, to] = one < other ? [one, other] : [other, one];
        const difference = await whole(() => past.compare({ from, to }));
        const [before, after] = [from, to].map((position) => replayed(events.slice(0, position)));
        const changed = [...(after ?? [])].filter(([id, row]) => before?.get(id)?.version !== row.version);
        expect(new Map(difference.orders.map(({ order }) => [order.orderId, order]))).toEqual(
          new Map(changed),
        );
        expect(difference.created + difference.changed).toBe(changed.length);
        for (const { order, from: status } of difference.orders) {
          expect(status).toBe(before?.get(order.orderId)?.status);
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('refuses a position that the store does not have', async () => {
  const time = manualTime();
  const past = new FoldedPast({
    events: memoryEventStore(time),
    clock: time.clock,
    page: () => Promise.resolve({ rows: [], total: 0 }),
  });
  await expect(past.deskAt(7)).rejects.toThrow('there is no position 7: the last one is 0');
});
