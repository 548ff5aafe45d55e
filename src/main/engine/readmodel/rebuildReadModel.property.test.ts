/** A rebuild beside a read model that goes on: the same rows as a replay, or everything as it was. */
import type { Ticker } from '../../../shared/kernel/ids.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { memoryOrderViewStore } from '../../infra/memory/memoryOrderViewStore.ts';
import { memoryReadModelBuilds } from '../../infra/memory/testing/memoryReadModelBuilds.ts';
import type { EventStore } from '../events/eventStore.ts';
import { manualTime, type ManualTime } from '../events/testing/manualTime.ts';
import { readEverything } from '../events/testing/sampleEvents.ts';
import { OrdersProjection } from './ordersProjection.ts';
import { rebuildReadModel, type RebuildHooks, type RebuildProgress } from './rebuildReadModel.ts';
import { OrderHistory, orderStep, replayed, rowsOf, type OrderStep } from './testing/orderHistories.ts';

const logger = { log: () => undefined };
const runs = 1_000;

/** A store whose reading takes turns, so that commits come between. */
function readInTurns(store: EventStore, time: ManualTime, eventsInTurn: number): EventStore {
  const slow = Object.create(store) as { readAll: EventStore['readAll'] };
  slow.readAll = async function* readAll(from) {
    let count = 0;
    for await (const event of store.readAll(from)) {
      if (++count % eventsInTurn === 0) await new Promise<void>((resolve) => time.scheduler.soon(resolve));
      yield event;
    }
  };
  return slow as EventStore;
}

interface Scene {
  readonly time: ManualTime;
  readonly store: EventStore;
  readonly projection: OrdersProjection;
  trade(steps: readonly OrderStep[]): Promise<void>;
}

function scene(): Scene {
  const time = manualTime();
  const store = memoryEventStore(time);
  const views = memoryOrderViewStore();
  const projection = new OrdersProjection(views, time.scheduler, logger);
  projection.markCaughtUp();
  store.onCommitted((events) => projection.apply(events));
  const history = new OrderHistory();
  const trade = async (steps: readonly OrderStep[]): Promise<void> => {
    for (const step of steps) {
      const append = history.take(step);
      if (append !== undefined) await store.appendAll([append]);
    }
  };
  return { time, store, projection, trade };
}

function rebuild({ time, store, projection }: Scene, eventsInTurn: number, hooks: RebuildHooks = {}) {
  const events = readInTurns(store, time, eventsInTurn);
  const builds = memoryReadModelBuilds();
  return rebuildReadModel({ events, serving: projection, builds, ...time, logger }, hooks);
}

const steps = fc.array(orderStep, { maxLength: 40, size: 'max' });

describe('a rebuild', () => {
  it('gives what a replay gives, however many events come meanwhile, and puts damage right', async () => {
    await fc.assert(
      fc.asyncProperty(steps, steps, steps, fc.integer({ min: 1, max: 7 }), async (a, b, c, inTurn) => {
        const here = scene();
        await here.trade(a);
        const damaged = here.projection.flushed();
        const rows = damaged.query({}).rows.map((row) => ({ ...row, symbol: 'wrong' as Ticker }));
        damaged.save(rows, damaged.checkpoint());
        const [rebuilt] = await Promise.all([rebuild(here, inTurn), here.trade(b)]);
        expect(rebuilt).toMatchObject({ ok: true });
        expect(rowsOf(here.projection.flushed())).toEqual(replayed(await readEverything(here.store)));
        // And it goes on from there.
        await here.trade(c);
        expect(rowsOf(here.projection.flushed())).toEqual(replayed(await readEverything(here.store)));
        here.projection.abandon();
      }),
      { numRuns: runs },
    );
  });

  it('that is canceled leaves the one that serves alone, which has every event', async () => {
    await fc.assert(
      fc.asyncProperty(steps, steps, fc.nat({ max: 60 }), async (a, b, looks) => {
        const here = scene();
        await here.trade(a);
        const serving = here.projection.flushed();
        let looked = 0;
        const signal = {
          get aborted() {
            return looked++ >= looks;
          },
        };
        const [rebuilt] = await Promise.all([rebuild(here, 2, { signal }), here.trade(b)]);
        // It may have been done before.
        fc.pre(!rebuilt.ok);
        expect(rebuilt).toMatchObject({ error: { code: 'canceled' } });
        expect(here.projection.flushed()).toBe(serving);
        expect(rowsOf(serving)).toEqual(replayed(await readEverything(here.store)));
        here.projection.abandon();
      }),
      { numRuns: runs },
    );
  });

  it('tells how far it is, how many there are and how fast it goes', async () => {
    const here = scene();
    await here.trade([
      { order: 0, command: { type: 'RequestCancel', reason: 'x' } },
      { order: 1, command: { type: 'RequestCancel', reason: 'x' } },
    ]);
    const heard: RebuildProgress[] = [];
    const rebuilt = await rebuild(here, 1, { onProgress: (progress) => heard.push(progress) });
    const total = here.store.head().position;
    expect(rebuilt).toMatchObject({ ok: true, value: { events: total, orders: 2 } });
    expect(heard.at(-1)).toMatchObject({ done: total, total });
    expect(heard.at(-1)?.perSecond).toBeGreaterThan(0);
    here.projection.abandon();
  });

  it('that can not be put in place leaves everything as it was, and says why', async () => {
    const here = scene();
    await here.trade([{ order: 0, command: { type: 'RequestCancel', reason: 'x' } }]);
    const fault = { code: 'rebuild_failed', message: 'the folder is read-only' };
    let asked = 0;
    const builds = memoryReadModelBuilds(() => (asked++ === 0 ? undefined : fault));
    const before = replayed(await readEverything(here.store));
    const result = await rebuildReadModel(
      { events: here.store, serving: here.projection, builds, ...here.time, logger },
      {},
    );
    expect(result).toEqual({ ok: false, error: fault });
    expect(rowsOf(here.projection.flushed())).toEqual(before);
    here.projection.abandon();
  });

  it('does not put a store in the place of one that was closed meanwhile', async () => {
    const here = scene();
    await here.trade([{ order: 0, command: { type: 'RequestCancel', reason: 'x' } }]);
    const running = rebuild(here, 1);
    here.projection.close();
    expect(await running).toMatchObject({ ok: false, error: { code: 'rebuild_failed' } });
  });
});
