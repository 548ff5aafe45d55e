/** Whatever fails and whenever it crashes: events may come again, and none is left out or out of order. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryEventStore } from '../../../infra/memory/memoryEventStore.ts';
import { memorySubscriptionCheckpoints } from '../../../infra/memory/memorySubscriptionCheckpoints.ts';
import { manualTime } from '../testing/manualTime.ts';
import { sampleEvents, stream } from '../testing/sampleEvents.ts';
import { retryDelayMsMax } from './durableSubscription.ts';
import { DurableSubscriptions } from './durableSubscriptions.ts';
import type { SubscriptionCheckpoints } from './subscriptionCheckpoints.ts';

type Step =
  | { readonly type: 'append'; readonly count: number }
  /** Lets the subscriber have some turns. */
  | { readonly type: 'turns'; readonly count: number }
  | { readonly type: 'advance'; readonly ms: number }
  /** The next events fail: by a throw, or by a rejected promise. */
  | { readonly type: 'break'; readonly failures: number; readonly later: boolean }
  /** Checkpoints can't be saved, or can again. */
  | { readonly type: 'fault'; readonly broken: boolean }
  | { readonly type: 'crash' }
  | { readonly type: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('append' as const), count: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant('turns' as const), count: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('advance' as const),
      ms: fc.constantFrom(50, 100, 1_000, 5_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('break' as const),
      failures: fc.integer({ min: 1, max: 4 }),
      later: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('fault' as const), broken: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ type: 'crash' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'restart' as const }) },
);

const schedules = 1_500;

async function turns(count: number): Promise<void> {
  for (let index = 0; index < count; index++) await new Promise((resolve) => setImmediate(resolve));
}

it(`every event at least once and in order, over ${schedules} schedules of failures and crashes`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), async (steps) => {
      const time = manualTime();
      const store = memoryEventStore(time);
      const kept = memorySubscriptionCheckpoints();
      let broken = false;
      let highest = 0;
      const wrong: string[] = [];
      let failures = 0;
      let later = false;
      let current: DurableSubscriptions;

      /** What a life that has crashed still does is not seen by anybody. */
      function checkpointsOf(isCurrent: () => boolean): SubscriptionCheckpoints {
        return {
          ...kept,
          save(moved) {
            if (!isCurrent()) return;
            if (broken) throw new Error('the disk is full');
            // A checkpoint never claims what was not handled.
            for (const position of moved.values()) if (position > highest) wrong.push(`saved ${position}`);
            kept.save(moved);
          },
        };
      }

      function open(): void {
        const life: DurableSubscriptions = new DurableSubscriptions({
          store,
          checkpoints: checkpointsOf(() => life === current),
          ...time,
          logger: { log: () => undefined },
        });
        current = life;
        let last: number | undefined;
        life.add({
          name: 'one',
          handle({ position }) {
            if (life !== current) return undefined;
            if (failures > 0) {
              failures--;
              if (later) return Promise.reject(new Error('later'));
              throw new Error('at once');
            }
            // Within one life each comes once; a new life begins no further than where the others got.
            const inOrder = last === undefined ? position <= highest + 1 : position === last + 1;
            if (!inOrder) wrong.push(`${position} after ${last}, highest ${highest}`);
            last = position;
            highest = Math.max(highest, position);
            return undefined;
          },
        });
        life.start();
      }
      open();
      store.onCommitted((events) => current.committed(events));

      async function perform(one: Step): Promise<void> {
        switch (one.type) {
          case 'append':
            await store.append(stream('desk'), sampleEvents(one.count), 'any');
            return;
          case 'turns':
            return turns(one.count);
          case 'advance':
            time.advance(one.ms);
            return;
          case 'break':
            ({ failures, later } = one);
            return;
          case 'fault':
            broken = one.broken;
            return;
          case 'crash':
            open();
            return;
          case 'restart': {
            const closing = current.close();
            for (let waited = 0; waited <= 1_100; waited += 100) {
              time.advance(100);
              await turns(1);
            }
            await closing;
            open();
          }
        }
      }
      for (const one of steps) await perform(one);
      broken = false;
      failures = 0;
      for (let round = 0; round < 4; round++) {
        await turns(3);
        time.advance(retryDelayMsMax);
      }
      await turns(3);
      expect(wrong).toEqual([]);
      expect(highest).toBe(store.head().position);
    }),
    { numRuns: schedules },
  );
});
