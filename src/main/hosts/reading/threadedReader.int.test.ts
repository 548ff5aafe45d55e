/** The reading side in a thread of its own: what it answers, how new, and what is left of it when the thread ends. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { programFile } from '../../infra/paths/programFiles.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { readEverything } from '../../engine/events/testing/sampleEvents.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import { OrderHistory, orderStep, replayed } from '../../engine/readmodel/testing/orderHistories.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { openSqliteEventStore } from '../../infra/sqlite/events/sqliteEventStore.ts';
import { openSqliteOrderViewStore } from '../../infra/sqlite/orders/sqliteOrderViewStore.ts';
import { ThreadedReader, type ThreadedReaderOptions } from './threadedReader.ts';

const scheduler = nodeScheduler();
const logger = { log: () => undefined };

let folder: string;
let store: EventStore;
let history: OrderHistory;
let damages: Fault[];
let ends: Fault[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-reading-'));
  const opened = await openSqliteEventStore({ folder, clock: systemClock(), scheduler });
  if (!opened.ok) throw new Error(opened.error.message);
  store = opened.value;
  history = new OrderHistory();
  damages = [];
  ends = [];
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
});

function openReader(change: Partial<ThreadedReaderOptions> = {}): ThreadedReader {
  const reader = new ThreadedReader({
    folder,
    opened: 0,
    scheduler,
    logger,
    onDamage: (fault) => void damages.push(fault),
    onEnded: (fault) => void ends.push(fault),
    ...change,
  });
  onTestFinished(() => reader.close());
  return reader;
}

/** Makes some orders, or goes on with them; gives the head. */
async function trade(seed: number, count: number): Promise<number> {
  for (const step of fc.sample(orderStep, { seed, numRuns: count })) {
    const append = history.take(step);
    if (append !== undefined) await store.appendAll([append]);
  }
  return store.head().position;
}

async function expected(): Promise<unknown[]> {
  return [...replayed(await readEverything(store)).values()].toSorted(
    (a, b) => b.createdPosition - a.createdPosition,
  );
}

async function rowsOf(reader: ThreadedReader, atLeast: number): Promise<unknown[]> {
  return (await reader.ask('page', {}, atLeast)).value.rows.map((row) => row);
}

describe('the reading thread', () => {
  it('answers with every event up to the position that is asked for', async () => {
    const reader = openReader();
    await reader.start(false);
    let head = 0;
    for (let seed = 1; seed <= 20; seed++) {
      head = await trade(seed, 3);
      reader.follow(head);
      const { position, value } = await reader.ask('page', {}, head);
      expect(position).toBeGreaterThanOrEqual(head);
      expect(value.rows).toEqual(await expected());
    }
    const { value } = await reader.ask('blotter', { limit: 1 }, head);
    const all = await expected();
    expect(value).toMatchObject({
      rows: all.slice(0, 1),
      orders: all.length,
      totals: { orders: all.length },
    });
  });

  it('finds events, and streams, and the events of one order', async () => {
    const head = await trade(1, 20);
    const reader = openReader();
    await reader.start(false);
    reader.follow(head);
    const { events, position } = await reader.search({ types: ['OrderCreated'] });
    expect(position).toBe(head);
    expect(events.length).toBeGreaterThan(0);
    const [first] = events;
    const orderId = String(first?.streamId).replace('order-', '');
    const { value } = await reader.ask('orderEvents', orderId, head);
    expect(value[0]).toEqual(first);
    expect((await reader.streams({ limit: 10 })).streams.length).toBeGreaterThan(0);
  });

  it('forgets the rows of another store before it says that it has started', async () => {
    const reader = openReader();
    await reader.start(false);
    reader.follow(await trade(1, 5));
    await reader.close();
    const other = openReader();
    await other.start(true);
    other.follow(store.head().position);
    expect(await rowsOf(other, store.head().position)).toEqual(await expected());
  });

  it('writes everything on demand and at its end', async () => {
    const reader = openReader();
    await reader.start(false);
    const head = await trade(2, 20);
    reader.follow(head);
    await reader.written(head);
    const atHead = (): number => {
      const views = openSqliteOrderViewStore({ folder, readOnly: true });
      if (!views.ok) throw new Error(views.error.message);
      const { position } = views.value.checkpoint();
      views.value.close();
      return position;
    };
    expect(atHead()).toBe(head);
    const end = await trade(3, 5);
    reader.follow(end);
    await reader.close();
    expect(atHead()).toBe(end);
  });

  it('makes damaged rows anew by itself, and says so', async () => {
    const reader = openReader();
    await reader.start(false);
    const head = await trade(4, 30);
    reader.follow(head);
    await reader.written(head);
    const rebuilt = new Promise<void>((resolve) => reader.onRebuilt(resolve));
    const other = new Database(join(folder, 'views.db'));
    other.exec("UPDATE orders SET status = 'denied' WHERE id = 1");
    other.close();
    await expect(reader.ask('page', {}, head)).rejects.toThrow(/not as it was written/);
    await rebuilt;
    expect(damages).toMatchObject([{ code: 'store_damaged' }]);
    expect(await rowsOf(reader, head)).toEqual(await expected());
  });

  it('looks through the whole file at a start, and makes it anew where nothing but a sum was changed', async () => {
    const before = openReader();
    await before.start(false);
    const head = await trade(5, 30);
    before.follow(head);
    await before.written(head);
    await before.close();
    const other = new Database(join(folder, 'views.db'));
    other.exec('UPDATE totals SET orders = orders + 1');
    other.close();
    const reader = openReader();
    const rebuilt = new Promise<void>((resolve) => reader.onRebuilt(resolve));
    await reader.start(false);
    reader.follow(head);
    await rebuilt;
    expect(damages).toMatchObject([{ code: 'store_damaged' }]);
    const { value } = await reader.ask('blotter', { limit: 1 }, head);
    expect(value.orders).toBe((await expected()).length);
  });
});

describe('a reading thread that ends', () => {
  /** A thread that begins as the real one does, and ends when it is asked for streams. */
  function mortal(): string {
    const file = join(folder, 'mortal.mjs');
    writeFileSync(
      file,
      `import { parentPort } from 'node:worker_threads';
       import ${JSON.stringify(programFile('readingThread'))};
       parentPort.on('message', ({ question }) => {
         if (question === 'streams') process.exit(7);
       });`,
    );
    return file;
  }

  it('fails the questions that wait at once; the next thread answers as if nothing had been', async () => {
    const reader = openReader({ entry: mortal() });
    await reader.start(false);
    for (let round = 1; round <= 3; round++) {
      const head = await trade(round, 10);
      reader.follow(head);
      expect(await rowsOf(reader, head)).toEqual(await expected());
      const waiting = reader.ask('page', {}, head + 1_000);
      const rebuilding = reader.rebuild();
      const refused = waiting.catch(String);
      await expect(reader.streams({ limit: 1 })).rejects.toThrow(/exit code 7/);
      expect(await refused).toMatch(/exit code 7/);
      await rebuilding;
      expect(ends).toHaveLength(round);
      expect(reader.fault()).toMatchObject({ code: 'reader_ended' });
      await expect(reader.ask('page', {}, head)).rejects.toThrow(/exit code 7/);
      // What is committed while no thread runs is there all the same.
      const later = await trade(round + 100, 10);
      reader.follow(later);
      await expect.poll(() => reader.fault(), { timeout: 20_000 }).toBeUndefined();
      expect(await rowsOf(reader, later)).toEqual(await expected());
    }
  });

  it('before it has begun is tried again later and later, and holds up no close', async () => {
    const file = join(folder, 'broken.mjs');
    writeFileSync(file, 'throw new Error("planted");');
    const reader = openReader({ entry: file });
    await reader.start(true);
    await expect.poll(() => ends.length, { timeout: 20_000 }).toBeGreaterThan(1);
    expect(reader.fault()).toMatchObject({ code: 'reader_ended', message: 'planted' });
    await reader.close();
    const told = ends.length;
    await delay(0);
    expect(ends).toHaveLength(told);
  });
});
