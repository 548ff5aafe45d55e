import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import type { NewEvent } from '../../../engine/events/storedEvent.ts';
import type { Actor, CorrelationId, EventId, StreamId } from '../../../../shared/kernel/ids.ts';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { eventDatabaseName } from '../files/eventDatabase.ts';
import { openSqliteEventSearch, type SqliteEventSearch } from './sqliteEventSearch.ts';
import { openStoreInThread } from '../testing/storeInThread.ts';

const startMicros = 1_795_000_000_000_000;
const minuteMicros = 60_000_000;

let folder: string;
let nowMicros = startMicros;
const clock = { now: () => epochMicros(nowMicros), monotonicMs: () => 0 };
let store: EventStore;
let search: SqliteEventSearch;
let eventNumber = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-search-'));
  nowMicros = startMicros;
  const opened = openStoreInThread({ folder, clock, scheduler: nodeScheduler() });
  if (!opened.ok) throw new Error(opened.error.message);
  store = opened.value;
  const searched = openSqliteEventSearch(folder, { clock, scheduler: nodeScheduler() });
  if (!searched.ok) throw new Error(searched.error.message);
  search = searched.value;
});
afterEach(async () => {
  search.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Appends one event to a stream, a minute after the last. */
async function append(
  streamId: string,
  reason: string,
  actor = 'engine',
  correlationId = streamId,
): Promise<void> {
  const event: NewEvent = {
    type: 'EngineStopped',
    data: { reason },
    eventId: `event-${++eventNumber}` as EventId,
    correlationId: correlationId as CorrelationId,
    actor: actor as Actor,
  };
  const result = await store.append(streamId as StreamId, [event], 'any');
  if (!result.ok) throw new Error(result.error.code);
  nowMicros += minuteMicros;
}

async function appendMany(stream: string, count: number): Promise<void> {
  const events = Array.from({ length: count }, (): NewEvent => {
    const eventId = `event-${++eventNumber}` as EventId;
    return {
      type: 'EngineStopped',
      data: { reason: 'r' },
      eventId,
      correlationId: 'c' as CorrelationId,
      actor: 'engine' as Actor,
    };
  });
  await store.append(stream as StreamId, events, 'any');
}

const found = async (query: Parameters<SqliteEventSearch['search']>[0]): Promise<number[]> =>
  (await search.search(query)).events.map((event) => event.position);

describe('search', () => {
  beforeEach(async () => {
    await append('order-a1', '100% of it', 'operator:ada');
    await append('order-b2', 'fifty', 'engine', 'corr-77');
    await append('desk', 'a_b');
    await append('order-a1', 'aXb', 'operator:ada');
    await append('signal-a1', 'back\\slash');
  });

  it('gives the newest first, as many as asked for, and says how far it looked', async () => {
    expect(await found({})).toEqual([5, 4, 3, 2, 1]);
    expect(await search.search({ limit: 2 })).toMatchObject({
      searchedTo: 4,
      events: [{ position: 5 }, { position: 4 }],
    });
    expect(await search.search({ limit: 5 })).toMatchObject({ searchedTo: 1 });
    expect(await search.search({ limit: 2, beforePosition: 3 })).toMatchObject({ searchedTo: 1 });
    expect(await found({ beforePosition: 3 })).toEqual([2, 1]);
    expect(await found({ beforePosition: 1 })).toEqual([]);
    expect(await found({ afterPosition: 3 })).toEqual([5, 4]);
    expect(await found({ afterPosition: 3, beforePosition: 5 })).toEqual([4]);
    expect(await search.search({ afterPosition: 5 })).toMatchObject({ events: [], searchedTo: 1 });
    expect(await search.search({ afterPosition: 2, limit: 3 })).toMatchObject({ searchedTo: 1 });
  });

  it('finds by stream, prefix, type and actor', async () => {
    expect(await found({ streamId: 'order-a1' })).toEqual([4, 1]);
    expect(await found({ streamPrefix: 'order-' })).toEqual([4, 2, 1]);
    expect(await found({ types: ['EngineStopped'] })).toHaveLength(5);
    expect(await found({ types: ['OrderFilled'] })).toEqual([]);
    expect(await found({ types: [] })).toEqual([]);
    expect(await found({ actor: 'operator:ada' })).toEqual([4, 1]);
    expect(await found({ actor: 'operator:ada', streamPrefix: 'signal-' })).toEqual([]);
  });

  it('finds part of any id or of the data', async () => {
    expect(await found({ text: 'a1' })).toEqual([5, 4, 1]);
    expect(await found({ text: 'corr-77' })).toEqual([2]);
    expect(await found({ text: 'fifty' })).toEqual([2]);
  });

  it('finds part of the type or the actor, as a row shows them', async () => {
    expect(await found({ text: 'enginestop' })).toHaveLength(5);
    expect(await found({ text: 'ator:ada' })).toEqual([4, 1]);
  });

  it('takes signs that mean something to LIKE for what they are', async () => {
    expect(await found({ text: '100%' })).toEqual([1]);
    expect(await found({ text: 'a_b' })).toEqual([3]);
    expect(await found({ text: 'back\\\\slash' })).toEqual([5]);
    expect(await found({ text: "'; DROP TABLE events; --" })).toEqual([]);
  });

  it('finds by time, from inclusive, to exclusive', async () => {
    const at = (minute: number): string =>
      new Date((startMicros + minute * minuteMicros) / 1000).toISOString().replace('Z', '000Z');
    expect(await found({ timeFrom: at(1), timeTo: at(3) })).toEqual([3, 2]);
    expect(await found({ timeFrom: at(9) })).toEqual([]);
    expect(await found({ timeTo: at(0) })).toEqual([]);
  });

  it('finds by time where the clock was set back', async () => {
    nowMicros = startMicros + minuteMicros / 2;
    await append('order-c3', 'in the past again');
    const from = new Date((startMicros + 1) / 1000).toISOString().replace('Z', '000Z');
    const to = new Date((startMicros + minuteMicros) / 1000).toISOString().replace('Z', '000Z');
    expect(await found({ timeFrom: from, timeTo: to })).toContain(6);
    expect(await found({ timeFrom: from, timeTo: to })).not.toContain(2);
  });

  it('shows an event that somebody made unreadable', async () => {
    const direct = new Database(join(folder, eventDatabaseName));
    direct.prepare("UPDATE events SET data = '{broken', time = 'yesterday' WHERE position = 2").run();
    direct.close();
    expect((await search.search({ streamId: 'order-b2' })).events).toMatchObject([
      { position: 2, type: 'EventNotUnderstood', data: { excerpt: '{broken' } },
    ]);
  });

  it('shows an event of a type or with data that nobody knows as not understood', async () => {
    const direct = new Database(join(folder, eventDatabaseName));
    direct.prepare("UPDATE events SET type = 'OrderExploded' WHERE position = 2").run();
    direct.prepare("UPDATE events SET data = '{}' WHERE position = 3").run();
    direct.close();
    const [three, two] = (await search.search({ beforePosition: 4, limit: 2 })).events;
    expect(three).toMatchObject({ position: 3, type: 'EventNotUnderstood', data: { excerpt: '{}' } });
    expect(two).toMatchObject({
      position: 2,
      type: 'EventNotUnderstood',
      data: { storedType: 'OrderExploded' },
    });
  });

  it('sees what is committed while it is open', async () => {
    await append('order-d4', 'fresh');
    expect(await found({ text: 'fresh' })).toEqual([6]);
  });
});

describe('a search that takes too long', () => {
  it('stops and says how far it came', async () => {
    for (let number = 0; number < 30; number++) await appendMany('desk', 1_000);
    let elapsedMs = 0;
    const slowly = { now: clock.now, monotonicMs: () => (elapsedMs += 250) };
    const slow = openSqliteEventSearch(folder, { clock: slowly, scheduler: nodeScheduler() });
    if (!slow.ok) throw new Error(slow.error.message);
    const result = await slow.value.search({ text: 'nowhere to be found' });
    expect(result).toEqual({ events: [], searchedTo: 29_501, position: 30_000 });
    expect(await slow.value.search({ text: 'nowhere', beforePosition: 501 })).toMatchObject({
      events: [],
      searchedTo: 1,
    });
    slow.value.close();
  });
});

describe('streams', () => {
  it('lists by last activity, with how many there are', async () => {
    for (const stream of ['order-a', 'order-b', 'signal-a', 'order-a']) await append(stream, 'r');
    expect(await search.streams({ limit: 2 })).toMatchObject({
      total: 3,
      streams: [
        { streamId: 'order-a', events: 2, lastType: 'EngineStopped', lastPosition: 4 },
        { streamId: 'signal-a', events: 1, lastPosition: 3 },
      ],
    });
    await append('order-c', 'r');
    expect(await search.streams({ limit: 1 })).toMatchObject({
      total: 4,
      streams: [{ streamId: 'order-c' }],
    });
    expect(await search.streams({ text: 'er-a', limit: 10 })).toMatchObject({
      total: 1,
      streams: [{ streamId: 'order-a' }],
    });
    expect(await search.streams({ text: '%', limit: 10 })).toEqual({ total: 0, streams: [] });
  });
});

it('lists a stream that was quiet while others had very many events', async () => {
  await append('order-quiet', 'r');
  for (let number = 0; number < 60; number++) await appendMany('desk', 1_000);
  expect((await search.streams({ limit: 10 })).streams.map(({ streamId }) => streamId)).toEqual([
    'desk',
    'order-quiet',
  ]);
});

describe('openSqliteEventSearch', () => {
  it('says that there is nothing yet', () => {
    expect(
      openSqliteEventSearch(join(folder, 'elsewhere'), { clock, scheduler: nodeScheduler() }),
    ).toMatchObject({
      error: { code: 'store_missing' },
    });
  });
});
