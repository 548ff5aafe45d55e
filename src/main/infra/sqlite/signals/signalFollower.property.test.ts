/** The signals read model in its file: whatever happens to the signals, its rows are those of a replay. */
import { ids } from '../../../../shared/kernel/testing/ids.ts';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import { storeClosed } from '../../../engine/events/appendFaults.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import type { Logger, Scheduler } from '../../../engine/ports.ts';
import { SignalFollower } from '../../../engine/queries/signalFollower.ts';
import { signalHistory, signalSteps } from '../../../engine/readmodel/testing/signalHistories.ts';
import { signalSortFields } from '../../../domain/signal/signalSortFields.ts';
import type { SignalFilter, SignalSort } from '../../../engine/readmodel/signals/signalViewStore.ts';
import { replayedSignals, signalsOf } from '../../../ipc/testing/signalsOf.ts';
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { testFolder } from '../testing/testFolder.ts';
import { openSqliteSignalViewStore, type SqliteSignalViewStore } from './sqliteSignalViewStore.ts';

const logger = { log: () => undefined };
const scheduler = nodeScheduler();

function storeOf(events: readonly StoredEvent[]): EventStore {
  const head = (): { position: number; hash: string } => ({ position: events.length, hash: '' });
  async function* readAll({ afterPosition = 0 }: { readonly afterPosition?: number } = {}) {
    for (const event of events.slice(afterPosition)) yield await Promise.resolve(event);
  }
  return { readAll, head } as unknown as EventStore;
}

function opened(folder: string, onDamage?: (fault: Fault) => void): SqliteSignalViewStore {
  const views = openSqliteSignalViewStore({ folder, ...(onDamage && { onDamage }) });
  if (!views.ok) throw new Error(views.error.message);
  return views.value;
}

const filters: readonly SignalFilter[] = [
  {},
  { fates: ['refused', 'denied'] },
  { fates: [] },
  { source: 'file:a', fates: ['ordered'] },
  { strategy: ids.strategy('momentum') },
  { symbol: ids.symbol('NDX'), account: ids.account('main') },
  { code: 'price_off_tick' },
  { code: 'price_off' },
  { text: 'LINE 2' },
  { text: 'o1' },
  { receivedFrom: '2025-11-24T16:00:00.000005Z', receivedTo: '2025-11-24T16:00:00.000015Z' },
];

const sorts: readonly (readonly SignalSort[])[] = [
  [],
  ...signalSortFields.map((field, index) => [{ field, descending: index % 2 === 0 }]),
  [
    { field: 'symbol', descending: true },
    { field: 'quantity', descending: false },
  ],
];

/** Compares all that can be asked with answers from a replay. */
async function compare(follower: SignalFollower, events: readonly StoredEvent[]): Promise<void> {
  const oracle = signalsOf(events);
  for (const filter of filters) {
    const asked = { filter, sort: [] };
    const { value } = await follower.askSignals('signalList', asked);
    expect(value).toEqual((await oracle.askSignals('signalList', asked)).value);
  }
  for (const sort of sorts) {
    const asked = { filter: {}, sort };
    const { value } = await follower.askSignals('signalList', asked);
    expect(value, JSON.stringify(sort)).toEqual((await oracle.askSignals('signalList', asked)).value);
  }
  for (const [signalId, row] of replayedSignals(events)) {
    expect((await follower.askSignals('signal', signalId)).value).toEqual(row);
  }
  const after = Math.floor(events.length / 2);
  const changed = await follower.askSignals('signalChanges', after);
  const expected = (await oracle.askSignals('signalChanges', after)).value;
  expect(changed.value.rows.toSorted((a, b) => a.position - b.position)).toEqual(
    expected.rows.toSorted((a, b) => a.position - b.position),
  );
}

/** The position of the last event in the rows, which comes with every answer. */
async function positionOf(follower: SignalFollower): Promise<number> {
  return (await follower.askSignals('signalChanges', 0)).position;
}

it('holds what a replay makes, caught up from the log or fed as the log grows, across restarts', async () => {
  await fc.assert(
    fc.asyncProperty(signalSteps, fc.nat(30), fc.nat(30), async (steps, first, second) => {
      const folder = testFolder();
      const all = signalHistory(steps);
      const [before, until] = [Math.min(first, all.length), Math.min(first + second, all.length)];
      const caughtUp = new SignalFollower({
        events: storeOf(all.slice(0, before)),
        views: opened(folder),
        scheduler,
        logger,
      });
      caughtUp.start(false);
      caughtUp.follow(before);
      await expect.poll(() => positionOf(caughtUp)).toBe(before);
      await compare(caughtUp, all.slice(0, before));
      caughtUp.close();
      const views = opened(folder);
      const fed = new SignalFollower({ events: storeOf(all), views, scheduler, logger });
      fed.start(false);
      fed.take(all.slice(before, until));
      fed.take(all.slice(until));
      expect(await positionOf(fed)).toBe(all.length);
      await compare(fed, all);
      expect(views.damage()).toBeUndefined();
      fed.close();
    }),
    // An order may be denied even after it was on its way: its venue's gate closed meanwhile.
    {
      numRuns: 40,
      examples: [
        [
          [
            [1, 'sent'],
            [1, 'denied_later'],
          ],
          0,
          0,
        ],
      ],
    },
  );
});

it('reads the log for what it was not given, and for nothing else', async () => {
  const all = signalHistory([
    [1, 'received'],
    [1, 'created'],
    [2, 'received'],
    [2, 'created'],
  ]);
  const reads: number[] = [];
  const store = storeOf(all);
  const readAll: EventStore['readAll'] = (from) => {
    reads.push('afterPosition' in from ? from.afterPosition : 0);
    return store.readAll(from);
  };
  const events: EventStore = { ...store, readAll };
  const follower = new SignalFollower({ events, views: opened(testFolder()), scheduler, logger });
  follower.start(false);
  follower.take(all.slice(0, 1));
  expect(await positionOf(follower)).toBe(1);
  expect(reads).toEqual([]);
  follower.take(all.slice(2, 3));
  await expect.poll(() => positionOf(follower)).toBe(3);
  expect(reads).toEqual([1]);
  follower.take(all.slice(3));
  expect(await positionOf(follower)).toBe(all.length);
  expect(reads).toEqual([1]);
  follower.close();
});

it.each([
  ['gives one more event', () => undefined],
  [
    'fails, because the store is closed too',
    () => {
      throw new StoreReadError(storeClosed);
    },
  ],
])('ends at once where it is far behind, and the log then %s', async (_what, then) => {
  const all = signalHistory([
    [1, 'received'],
    [1, 'created'],
  ]);
  let reads = (): void => undefined;
  const reading = new Promise<void>((resolve) => (reads = resolve));
  let goOn = (): void => undefined;
  const onwards = new Promise<void>((resolve) => (goOn = resolve));
  async function* readAll() {
    yield* all.slice(0, 1);
    reads();
    await onwards;
    then();
    yield* all.slice(1);
  }
  const log = vi.fn<Logger['log']>();
  const after = vi.fn<Scheduler['after']>();
  const folder = testFolder();
  const events = { ...storeOf(all), readAll };
  const follower = new SignalFollower({
    events,
    views: opened(folder),
    scheduler: { ...scheduler, after },
    logger: { log },
  });
  follower.start(false);
  follower.follow(all.length);
  await reading;
  follower.close();
  goOn();
  await new Promise((resolve) => setImmediate(resolve));
  expect(log).not.toHaveBeenCalled();
  expect(after).not.toHaveBeenCalled();
  // The next start goes on from what the file has.
  const views = opened(folder);
  expect(views.checkpoint().position).toBe(0);
  views.close();
});

describe('the file', () => {
  const events = signalHistory([
    [1, 'received'],
    [1, 'created'],
    [2, 'unreadable'],
  ]);

  async function filled(folder: string, onDamage?: (fault: Fault) => void): Promise<SignalFollower> {
    const follower = new SignalFollower({
      events: storeOf(events),
      views: opened(folder, onDamage),
      scheduler,
      logger,
    });
    follower.start(false);
    follower.follow(events.length);
    await expect.poll(() => positionOf(follower)).toBe(events.length);
    follower.written();
    return follower;
  }

  function change(folder: string, sql: string): void {
    const other = new Database(join(folder, 'signals.db'));
    other.exec(sql);
    other.close();
  }

  it('with rows of another version is made anew from the log', async () => {
    const folder = testFolder();
    const views = opened(folder);
    views.save([], { version: 0, position: 3 });
    views.close();
    const follower = await filled(folder);
    expect(await positionOf(follower)).toBe(events.length);
    await compare(follower, events);
    follower.close();
  });

  it('that was changed is not believed, and is made anew when that is asked for', async () => {
    const folder = testFolder();
    const damages: Fault[] = [];
    const follower = await filled(folder, (fault) => void damages.push(fault));
    change(folder, "UPDATE signal_rows SET row = replace(row, 'SPX', 'NDX')");
    await expect(follower.askSignals('signalRows', [1])).rejects.toThrow(/not as it was written/);
    expect(damages).toMatchObject([{ code: 'store_damaged' }]);
    follower.startAnew();
    await expect.poll(() => positionOf(follower)).toBe(events.length);
    await compare(follower, events);
    follower.close();
  });

  it('tells a row that is missing', async () => {
    const folder = testFolder();
    (await filled(folder)).close();
    change(folder, 'DELETE FROM signals WHERE id = 3; DELETE FROM signal_rows WHERE id = 3');
    const views = opened(folder);
    expect(views.damage()).toMatchObject({ code: 'store_damaged' });
    views.close();
  });

  it('that is none of ours is made anew and told', () => {
    const folder = testFolder();
    opened(folder).close();
    change(folder, 'PRAGMA application_id = 7');
    const told: Fault[] = [];
    const views = openSqliteSignalViewStore({ folder, onRemade: (fault) => void told.push(fault) });
    expect(views.ok).toBe(true);
    if (views.ok) views.value.close();
    expect(told).toMatchObject([{ code: 'store_foreign' }]);
  });
});
