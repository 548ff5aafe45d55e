/** Whatever is committed, asked, made anew or can't be read: an answer is a replay up to its position, and new enough. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { memoryOrderViewStore } from '../../infra/memory/memoryOrderViewStore.ts';
import { memoryReadModelBuilds } from '../../infra/memory/testing/memoryReadModelBuilds.ts';
import type { EventStore } from '../events/eventStore.ts';
import { StoreReadError } from '../events/storeReadError.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { readEverything } from '../events/testing/sampleEvents.ts';
import { OrderHistory, orderStep, replayed, type OrderStep } from '../readmodel/testing/orderHistories.ts';
import { readerOn } from './testing/readerOn.ts';

type Fault = 'rows' | 'log' | 'full' | 'none';

type Step =
  | { readonly type: 'commit'; readonly steps: readonly OrderStep[] }
  | { readonly type: 'ask' }
  | { readonly type: 'rebuild' }
  /** Some turns pass: the log is read a bit further. */
  | { readonly type: 'turns'; readonly count: number }
  /** From now on rows can't be read, or not be written, the log can't be read, or all is well again. */
  | { readonly type: 'fault'; readonly of: Fault }
  | { readonly type: 'time' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('commit' as const),
      steps: fc.array(orderStep, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 5, arbitrary: fc.constant({ type: 'ask' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'rebuild' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('turns' as const), count: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('fault' as const),
      of: fc.constantFrom<Fault>('rows', 'log', 'full', 'none'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'time' as const }) },
);

const created = (...orders: readonly number[]): Step => ({
  type: 'commit',
  steps: orders.map((order) => ({ order, command: { type: 'RequestCancel', reason: 'by hand' } })),
});
/** The log can't be read when somebody asks. */
const refused: Step[] = [
  created(0, 1, 2),
  { type: 'ask' },
  { type: 'fault', of: 'log' },
  { type: 'turns', count: 4 },
];
/** One more commit is read before a question about the one before it has its answer. */
const ahead: Step[] = [created(0, 1, 2), created(3), { type: 'ask' }, created(4)];

const unreadable = new StoreReadError({ code: 'store_unreachable', message: 'not read for a moment' });
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function scene() {
  const time = manualTime();
  const store = memoryEventStore(time);
  const views = memoryOrderViewStore();
  let fault: Fault = 'none';
  const get = views.get.bind(views);
  views.get = (orderId) => {
    if (fault === 'rows') throw unreadable;
    return get(orderId);
  };
  const save = views.save.bind(views);
  views.save = (rows, checkpoint) => {
    if (fault === 'full') throw new StoreReadError({ code: 'disk_full', message: 'The disk is full' });
    save(rows, checkpoint);
  };
  // Each event is read in a turn of its own, so that commits and questions come between any two of them.
  const readAll: EventStore['readAll'] = async function* inTurns(from) {
    for await (const event of store.readAll(from)) {
      if (fault === 'log') throw unreadable;
      yield event;
      await turn();
    }
  };
  const followed = Object.assign(Object.create(store) as EventStore, { readAll });
  const reader = readerOn(followed, time, views);
  const ends = new Set<number>([0]);
  store.onCommitted((events) => {
    ends.add(events.at(-1)!.position);
    reader.follow(events.at(-1)!.position);
  });
  return { time, store, reader, ends, setFault: (next: typeof fault) => void (fault = next) };
}

it('holds everything that it was asked for, and a commit as a whole', async () => {
  const counts = { answers: 0, refusals: 0, ahead: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), async (steps) => {
      const { time, store, reader, ends, setFault } = scene();
      await reader.start(false);
      const history = new OrderHistory();
      const answers: Promise<void>[] = [];
      const ask = async (): Promise<void> => {
        const atLeast = store.head().position;
        try {
          const { position, value } = await reader.ask('page', {}, atLeast);
          expect(position).toBeGreaterThanOrEqual(atLeast);
          expect(ends).toContain(position);
          const events = (await readEverything(store)).filter((event) => event.position <= position);
          expect(new Map(value.rows.map((row) => [row.orderId, row]))).toEqual(replayed(events));
          counts.answers++;
          if (position > atLeast) counts.ahead++;
        } catch (error) {
          if (!(error instanceof StoreReadError)) throw error;
          counts.refusals++;
        }
      };
      for (const one of steps) {
        if (one.type === 'commit') {
          const appends = one.steps.flatMap((each) => history.take(each) ?? []);
          if (appends.length > 0) await store.appendAll(appends);
        } else if (one.type === 'ask') answers.push(ask());
        else if (one.type === 'rebuild') void reader.rebuild(memoryReadModelBuilds());
        else if (one.type === 'turns') for (let index = 0; index < one.count; index++) await turn();
        else if (one.type === 'fault') setFault(one.of);
        else time.advance(10_000);
      }
      setFault('none');
      time.advance(10_000);
      reader.follow(store.head().position);
      await ask();
      await Promise.all(answers);
      await reader.close();
    }),
    { numRuns: 500, examples: [[refused], [ahead]] },
  );
  expect(counts.answers).toBeGreaterThan(500);
  expect(counts.refusals).toBeGreaterThan(0);
  expect(counts.ahead).toBeGreaterThan(0);
});
