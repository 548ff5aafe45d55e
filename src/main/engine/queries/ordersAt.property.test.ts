import { parseOrderId, trusted } from '../../../shared/kernel/ids.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { readEverything } from '../events/testing/sampleEvents.ts';
import { OrderHistory, orderStep, replayed } from '../readmodel/testing/orderHistories.ts';
import { orderAt, ordersAt } from './ordersAt.ts';

it('gives orders as they stood at any position, all of them or one, whatever rows it begins with', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(orderStep, { minLength: 1, maxLength: 30, size: 'max' }),
      fc.nat(),
      fc.nat(),
      async (steps, some, early) => {
        const store = memoryEventStore(manualTime());
        const history = new OrderHistory();
        for (const step of steps) {
          const append = history.take(step);
          if (append !== undefined) await store.appendAll([append]);
        }
        const events = await readEverything(store);
        const position = some % (events.length + 2);
        const expected = replayed(events.slice(0, position));
        const found = await ordersAt(store, position);
        expect(new Map(found.map((row) => [row.orderId, row]))).toEqual(expected);
        const created = found.map(({ createdPosition }) => createdPosition);
        expect(created).toEqual(created.toSorted((a, b) => a - b));
        for (let order = 0; order < 5; order++) {
          expect(await orderAt(store, trusted(parseOrderId, `o${order}`), position)).toEqual(
            expected.get(`o${order}`),
          );
        }
        // Rows that hold more than the position they are marked with, as a read model's may.
        const known = {
          rows: replayed(events.slice(0, position)).values(),
          position: early % (position + 1),
        };
        expect(await ordersAt(store, Infinity, known)).toEqual(await ordersAt(store, Infinity));
      },
    ),
    { numRuns: 500 },
  );
});
