import { describe, expect, it } from 'vitest';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import { defaultEventSourcing } from '../../configuration.ts';
import { memoryEventStore } from '../../../infra/memory/memoryEventStore.ts';
import { memorySubscriptionCheckpoints } from '../../../infra/memory/memorySubscriptionCheckpoints.ts';
import type { EventStore } from '../eventStore.ts';
import { StoreReadError } from '../storeReadError.ts';
import { manualTime, type ManualTime } from '../testing/manualTime.ts';
import { sampleEvents, stream } from '../testing/sampleEvents.ts';
import { failuresMax, retryDelayMsMax, type DurableSubscriber } from './durableSubscription.ts';
import { checkpointDelayMs, drainMs, DurableSubscriptions } from './durableSubscriptions.ts';
import { recentEventsMax } from './recentEvents.ts';
import type { SubscriptionCheckpoints } from './subscriptionCheckpoints.ts';

interface Bed {
  readonly time: ManualTime;
  readonly store: EventStore;
  readonly checkpoints: SubscriptionCheckpoints;
  readonly logged: string[];
  subscriptions: DurableSubscriptions;
  append(count: number): Promise<void>;
  /** A new life on the same store and checkpoints; the old one is gone, as after a crash. */
  reopen(): DurableSubscriptions;
}

function bed(): Bed {
  const time = manualTime();
  const store = memoryEventStore(time);
  const checkpoints = memorySubscriptionCheckpoints();
  const logged: string[] = [];
  const logger = { log: (_level: unknown, message: string) => void logged.push(message) };
  const opened = (): DurableSubscriptions =>
    new DurableSubscriptions({ store, checkpoints, ...time, logger });
  const here: Bed = {
    time,
    store,
    checkpoints,
    logged,
    subscriptions: opened(),
    async append(count) {
      await store.append(stream('desk'), sampleEvents(count), 'any');
    },
    reopen: () => (here.subscriptions = opened()),
  };
  store.onCommitted((events) => here.subscriptions.committed(events));
  return here;
}

const positions = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Lets everything run that needs no time to pass. */
async function turns(): Promise<void> {
  for (let index = 0; index < 60; index++) await new Promise((resolve) => setImmediate(resolve));
}

function collector(name: string): DurableSubscriber & { readonly got: number[] } {
  const got: number[] = [];
  return { name, got, handle: ({ position }) => void got.push(position) };
}

describe('durable subscribers', () => {
  it('get every event in order, those from before too, and only once the engine says so', async () => {
    const here = bed();
    const one = collector('one');
    await here.append(3);
    here.subscriptions.add(one);
    await here.append(2);
    await turns();
    expect(one.got).toEqual([]);
    here.subscriptions.start();
    await turns();
    await here.append(2);
    await turns();
    expect(one.got).toEqual(positions(1, 7));
    expect(here.subscriptions.health()).toEqual([
      {
        name: 'one',
        state: 'running',
        since: '2026-11-23T09:30:00.000000Z',
        position: 7,
        lag: 0,
        failures: 0,
      },
    ]);
  });

  it('are not called in the turn of the commit', async () => {
    const here = bed();
    const one = collector('one');
    here.subscriptions.add(one);
    here.subscriptions.start();
    let duringCommit: number | undefined;
    here.store.onCommitted(() => (duringCommit = one.got.length));
    await here.append(1);
    expect(duringCommit).toBe(0);
    await turns();
    expect(one.got).toEqual([1]);
  });

  it('go on after a restart where they stopped, without a repeat when it was in order', async () => {
    const here = bed();
    here.subscriptions.add(collector('one'));
    here.subscriptions.start();
    await here.append(5);
    await turns();
    await here.subscriptions.close();
    const again = collector('one');
    const other = collector('other');
    here.reopen().add(again);
    here.subscriptions.add(other);
    here.subscriptions.start();
    await here.append(1);
    await turns();
    expect(again.got).toEqual([6]);
    expect(other.got).toEqual(positions(1, 6));
  });

  it('repeat after a crash what was handled since the checkpoint, and leave nothing out', async () => {
    const here = bed();
    here.subscriptions.add(collector('one'));
    here.subscriptions.start();
    await here.append(3);
    await turns();
    here.time.advance(checkpointDelayMs);
    await here.append(2);
    await turns();
    const again = collector('one');
    here.reopen().add(again);
    here.subscriptions.start();
    await turns();
    expect(again.got).toEqual([4, 5]);
  });

  it('hold nobody back when one sleeps or throws', async () => {
    const here = bed();
    const fast = collector('fast');
    let wakeUp = (): void => undefined;
    const slept: number[] = [];
    here.subscriptions.add({
      name: 'sleeping',
      handle: ({ position }) =>
        new Promise<void>((resolve) => {
          slept.push(position);
          wakeUp = resolve;
        }),
    });
    here.subscriptions.add({
      name: 'throwing',
      handle: () => {
        throw new Error('no');
      },
    });
    here.subscriptions.add(fast);
    here.subscriptions.start();
    await here.append(4);
    await turns();
    expect(fast.got).toEqual(positions(1, 4));
    expect(slept).toEqual([1]);
    wakeUp();
    await turns();
    expect(slept).toEqual([1, 2]);
    expect(here.subscriptions.health()).toMatchObject([
      { name: 'sleeping', state: 'running', position: 1, lag: 3 },
      { name: 'throwing', state: 'retrying', position: 0, lag: 4, failures: 1, error: 'no' },
      { name: 'fast', lag: 0 },
    ]);
  });

  it('try an event again that failed, later each time, and go on behind it', async () => {
    const here = bed();
    const tried: number[] = [];
    let broken = true;
    here.subscriptions.add({
      name: 'moody',
      handle: ({ position }) => {
        tried.push(position);
        if (position === 2 && broken) return Promise.reject(new Error('not now'));
        return undefined;
      },
    });
    here.subscriptions.start();
    await here.append(3);
    await turns();
    expect(tried).toEqual([1, 2]);
    here.time.advance(99);
    await turns();
    expect(tried).toEqual([1, 2]);
    here.time.advance(1);
    await turns();
    expect(tried).toEqual([1, 2, 2]);
    here.time.advance(199);
    await turns();
    expect(tried).toEqual([1, 2, 2]);
    broken = false;
    here.time.advance(1);
    await turns();
    expect(tried).toEqual([1, 2, 2, 2, 3]);
    expect(here.subscriptions.health()).toMatchObject([{ state: 'running', failures: 0, lag: 0 }]);
    expect(here.subscriptions.health()[0]).not.toHaveProperty('error');
  });

  it('tell since when they are in their state, not since the last failure', async () => {
    const here = bed();
    here.subscriptions.add({ name: 'stuck', handle: () => Promise.reject(new Error('never')) });
    here.subscriptions.start();
    await here.append(1);
    here.time.advance(5_000);
    await turns();
    const since = formatMicros(here.time.clock.now());
    for (const failures of [1, 2, 3]) {
      expect(here.subscriptions.health()).toMatchObject([{ state: 'retrying', failures, since }]);
      here.time.advance(retryDelayMsMax);
      await turns();
    }
  });

  it('are parked after too many failures, in sight, and never skip the event', async () => {
    const here = bed();
    let broken = true;
    const got: number[] = [];
    here.subscriptions.add({
      name: 'stuck',
      handle: ({ position }) => {
        if (broken) throw new Error('never');
        got.push(position);
      },
    });
    here.subscriptions.start();
    await here.append(2);
    for (let failure = 0; failure < failuresMax; failure++) {
      await turns();
      here.time.advance(retryDelayMsMax);
    }
    await turns();
    const [parked] = here.subscriptions.health();
    expect(parked).toMatchObject({
      state: 'parked',
      position: 0,
      lag: 2,
      failures: failuresMax,
      error: 'never',
    });
    expect(here.logged.at(-1)).toBe('event subscriber parked');
    broken = false;
    here.time.advance(retryDelayMsMax * 10);
    await here.append(1);
    await turns();
    expect(got).toEqual([]);
    expect(here.subscriptions.health()).toEqual([{ ...parked, lag: 3 }]);
    expect(here.subscriptions.resume('nobody')).toBe(false);
    expect(here.subscriptions.resume('stuck')).toBe(true);
    const since = formatMicros(here.time.clock.now());
    expect(here.subscriptions.health()).toEqual([
      { name: 'stuck', state: 'running', since, position: 0, lag: 3, failures: 0 },
    ]);
    await turns();
    expect(got).toEqual([1, 2, 3]);
  });

  it('are not parked for a store that can not be read', async () => {
    const here = bed();
    const one = collector('one');
    await here.append(2);
    let readable = false;
    const readAll = here.store.readAll.bind(here.store);
    here.store.readAll = (from) => {
      if (!readable) throw new StoreReadError({ code: 'store_locked', message: 'locked' });
      return readAll(from);
    };
    here.subscriptions.add(one);
    here.subscriptions.start();
    for (let failure = 0; failure < failuresMax + 3; failure++) {
      await turns();
      here.time.advance(retryDelayMsMax);
    }
    await turns();
    expect(here.subscriptions.health()).toMatchObject([{ state: 'retrying', error: 'locked' }]);
    readable = true;
    await turns();
    here.time.advance(retryDelayMsMax);
    await turns();
    expect(one.got).toEqual([1, 2]);
  });

  it('read from the store what is no longer in memory, and have memory bounded', async () => {
    const here = bed();
    const late = collector('late');
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    here.subscriptions.add({
      name: 'late',
      handle: async (event) => {
        await gate;
        void late.handle(event);
      },
    });
    here.subscriptions.start();
    const count = recentEventsMax * 5;
    for (let sent = 0; sent < count; sent += recentEventsMax) await here.append(recentEventsMax);
    let reads = 0;
    const readAll = here.store.readAll.bind(here.store);
    here.store.readAll = (from) => {
      reads++;
      return readAll(from);
    };
    release();
    await turns();
    expect(late.got).toEqual(positions(1, count));
    expect(reads).toBeGreaterThan(0);
  });

  it('keep up from memory alone while one full commit comes after the other', async () => {
    const here = bed();
    const one = collector('one');
    here.subscriptions.add(one);
    here.subscriptions.start();
    let reads = 0;
    const readAll = here.store.readAll.bind(here.store);
    here.store.readAll = (from) => {
      reads++;
      return readAll(from);
    };
    const { commitEventsMax } = defaultEventSourcing;
    const commits = Math.ceil((recentEventsMax * 5) / commitEventsMax);
    for (let sent = 0; sent < commits; sent++) await here.append(commitEventsMax);
    await turns();
    expect(one.got).toEqual(positions(1, commits * commitEventsMax));
    expect(reads).toBe(0);
  });

  it('get each event of a commit that has more events than a call takes arguments', async () => {
    const here = bed();
    const count = 150_000;
    const one = collector('one');
    here.subscriptions.add(one);
    here.subscriptions.start();
    await here.append(count);
    for (let turn = 0; turn < 4 && one.got.length < count; turn++) await turns();
    expect(one.got.length).toBe(count);
    expect(here.logged).toEqual([]);
  });

  it('begin with the store again when an older copy of it was put back', async () => {
    const here = bed();
    await here.append(2);
    here.checkpoints.save(new Map([['one', 40]]));
    const one = collector('one');
    here.subscriptions.add(one);
    here.subscriptions.start();
    await here.append(1);
    await turns();
    expect(one.got).toEqual([3]);
    expect(here.logged).toContain('event subscriber is ahead of the store');
  });

  it('have their last events when the engine stops, but a sleeping one does not keep it', async () => {
    const here = bed();
    const one = collector('one');
    here.subscriptions.add(one);
    here.subscriptions.add({ name: 'sleeping', handle: () => new Promise(() => undefined) });
    here.subscriptions.start();
    await here.append(3);
    const closing = here.subscriptions.close();
    for (let waited = 0; waited <= drainMs; waited += 5) {
      here.time.advance(5);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closing;
    expect(one.got).toEqual([1, 2, 3]);
    expect(here.checkpoints.load('one')).toBe(3);
    expect(here.checkpoints.load('sleeping')).toBe(0);
  });

  it('save their checkpoints again later when they could not be saved', async () => {
    const here = bed();
    const save = here.checkpoints.save.bind(here.checkpoints);
    here.checkpoints.save = () => {
      throw new StoreReadError({ code: 'store_full', message: 'full' });
    };
    here.subscriptions.add(collector('one'));
    here.subscriptions.start();
    await here.append(2);
    await turns();
    here.time.advance(checkpointDelayMs);
    here.time.advance(checkpointDelayMs);
    // A disk that stays full says so once, and not in every second.
    const said = here.logged.filter((message) => message === 'checkpoints of subscribers not saved');
    expect(said).toHaveLength(1);
    here.checkpoints.save = save;
    here.time.advance(checkpointDelayMs);
    expect(here.checkpoints.load('one')).toBe(2);
  });

  it('are refused a name that is taken', () => {
    const here = bed();
    here.subscriptions.add(collector('one'));
    expect(() => here.subscriptions.add(collector('one'))).toThrow(/one already/);
  });
});
