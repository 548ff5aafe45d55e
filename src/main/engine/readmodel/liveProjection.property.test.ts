/** Live rows are what a replay of the events gives, whatever happened between: queries, writes, faults, crashes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { memoryOrderViewStore } from '../../infra/memory/memoryOrderViewStore.ts';
import { StoreReadError } from '../events/storeReadError.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { readEverything } from '../events/testing/sampleEvents.ts';
import { OrdersProjection } from './ordersProjection.ts';
import { OrderHistory, orderStep, replayed, rowsOf, type OrderStep } from './testing/orderHistories.ts';

type Step =
  | { readonly type: 'order'; readonly step: OrderStep }
  /** A query, which writes everything first. */
  | { readonly type: 'query' }
  /** The time comes when rows are written by themselves. */
  | { readonly type: 'write' }
  /** From now on rows can't be written, or can again. */
  | { readonly type: 'fault'; readonly broken: boolean }
  /** Everything in memory is lost. */
  | { readonly type: 'crash' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ type: fc.constant('order' as const), step: orderStep }) },
  { weight: 1, arbitrary: fc.constant({ type: 'query' as const }) },
  { weight: 2, arbitrary: fc.constant({ type: 'write' as const }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('fault' as const), broken: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ type: 'crash' as const }) },
);

const histories = 3_000;

it(`live rows equal a replay over ${histories} generated histories`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const time = manualTime();
      const store = memoryEventStore(time);
      const views = memoryOrderViewStore();
      let broken = false;
      const save = views.save.bind(views);
      views.save = (...given) => {
        if (broken) throw new StoreReadError({ code: 'store_full', message: 'the disk is full' });
        save(...given);
      };
      const history = new OrderHistory();
      let projection = opened();
      projection.markCaughtUp();
      store.onCommitted((events) => projection.apply(events));

      function opened(): OrdersProjection {
        return new OrdersProjection(views, time.scheduler, { log: () => undefined });
      }
      async function perform(one: Step): Promise<void> {
        switch (one.type) {
          case 'order': {
            const append = history.take(one.step);
            if (append !== undefined) await store.appendAll([append]);
            return;
          }
          case 'query':
            projection.flushed();
            return;
          case 'write':
            time.advance(10_000);
            return;
          case 'fault':
            broken = one.broken;
            return;
          case 'crash':
            projection.abandon();
            projection = opened();
            projection.apply(await readEverything(store));
            projection.markCaughtUp();
        }
      }
      for (const one of steps) await perform(one);
      broken = false;
      const expected = replayed(await readEverything(store));
      for (const [orderId, row] of expected) expect(projection.get(orderId)).toEqual(row);
      expect(rowsOf(projection.flushed())).toEqual(expected);
      projection.abandon();
      await store.close();
    }),
    { numRuns: histories },
  );
});
