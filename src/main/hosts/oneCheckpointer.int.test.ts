/**
 * Only the thread that writes `events.db` moves its write-ahead log into it. Versions 3.7.0 to 3.51.2 of SQLite can lose
 * commits when a second connection does.
 */
import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EventStore } from '../engine/events/eventStore.ts';
import { appended } from '../engine/events/testing/eventStoreFixture.ts';
import { manualTime, type ManualTime } from '../engine/events/testing/manualTime.ts';
import { readEverything, sampleEvent, sampleEvents, stream } from '../engine/events/testing/sampleEvents.ts';
import { nodeScheduler } from '../infra/clock/nodeScheduler.ts';
import { systemClock } from '../infra/clock/systemClock.ts';
import { backupEvents } from '../infra/sqlite/events/backupEvents.ts';
import { openEventStoreToRead } from '../infra/sqlite/events/readOnlyEventStore.ts';
import { openSqliteEventStore } from '../infra/sqlite/events/sqliteEventStore.ts';
import { fileCheckMs } from '../infra/sqlite/events/writableEventStore.ts';
import { openSqliteEventSearch } from '../infra/sqlite/search/sqliteEventSearch.ts';
import { runHere } from './headless/testing/runHere.ts';
import { tempDesk, type TempDesk } from './headless/testing/tempDesk.ts';
import { WorkThreads } from './threads/workThreads.ts';

const scheduler = nodeScheduler();
const a = stream('order-a');

interface OpenDesk extends TempDesk {
  readonly store: EventStore;
  readonly time: ManualTime;
  /** The bytes of the database and of its log. */
  readonly state: () => string;
}

/** A store whose log holds some commits, and whose time stands still: its owner moves nothing by itself. */
async function openDesk(): Promise<OpenDesk> {
  const temp = tempDesk();
  const time = manualTime();
  const opened = await openSqliteEventStore({ folder: temp.data, ...time });
  if (!opened.ok) throw new Error(opened.error.message);
  onTestFinished(() => opened.value.close());
  for (let i = 0; i < 40; i++) appended(await opened.value.append(a, sampleEvents(10), 'any'));
  const digest = (end: string): string =>
    createHash('sha256')
      .update(readFileSync(join(temp.data, `events.db${end}`)))
      .digest('hex');
  const state = (): string => `${digest('')} ${digest('-wal')}`;
  return { ...temp, store: opened.value, time, state };
}

const logBytes = ({ data }: TempDesk): number => statSync(join(data, 'events.db-wal')).size;

/** What reads beside the engine; each says whether it could. */
const readers: readonly (readonly [what: string, read: (desk: OpenDesk) => Promise<boolean>])[] = [
  [
    'a second store that reads',
    async ({ data }) => {
      const opened = openEventStoreToRead(data, scheduler);
      if (!opened.ok) return false;
      const events = await readEverything(opened.value);
      await opened.value.close();
      return events.length === 400;
    },
  ],
  [
    'the audit search',
    async ({ data }) => {
      const opened = openSqliteEventSearch(data, { clock: systemClock(), scheduler });
      if (!opened.ok) return false;
      const found = await opened.value.search({ text: 'reason' });
      opened.value.close();
      return found.events.length > 0;
    },
  ],
  [
    'a verification of the chain',
    async ({ data }) => (await new WorkThreads().run({ kind: 'chain', folder: data }, {})).ok,
  ],
  [
    'a verification of all',
    async ({ data }) => (await new WorkThreads().run({ kind: 'verify', folder: data }, {})).ok,
  ],
  [
    'a backup',
    async ({ data, file }) =>
      (await backupEvents({ folder: data, target: `${file('b', '')}.db`, scheduler })).ok,
  ],
  ['desk verify', command('verify')],
  ['desk events', command('events', 'order-a')],
  ['desk orders --at', command('orders', '--at', '5')],
  ['desk export with a proof', (desk) => command('export', '--proof', `${desk.file('p', '')}.json`)(desk)],
  ['desk checkpoint', command('checkpoint')],
];

/** 0 and 1 are answers of a command; with another code it did not come so far. */
function command(...args: readonly string[]): (desk: OpenDesk) => Promise<boolean> {
  return async ({ data }) => [0, 1].includes((await runHere(...args, '--data', data)).code ?? 2);
}

describe('the write-ahead log of an open store', () => {
  it.each(readers)('is as it was after %s beside it', async (_what, read) => {
    const desk = await openDesk();
    const before = desk.state();
    expect(await read(desk)).toBe(true);
    expect(desk.state()).toBe(before);
    appended(await desk.store.append(a, sampleEvents(1), 'any'));
  });

  it('is moved into the database within a second, and begins anew with the next commit', async () => {
    const desk = await openDesk();
    const before = desk.state();
    const grown = logBytes(desk);
    desk.time.advance(fileCheckMs);
    await expect.poll(desk.state).not.toBe(before);
    for (let i = 0; i < 20; i++) appended(await desk.store.append(a, sampleEvents(10), 'any'));
    expect(logBytes(desk)).toBe(grown);
  });

  it('stays short under commits without a pause, and goes with the store', async () => {
    const desk = await openDesk();
    const large = 'x'.repeat(100_000);
    for (let i = 0; i < 300; i++) {
      appended(
        await desk.store.append(a, [sampleEvent(large, `large-${String(i).padStart(4, '0')}`)], 'any'),
      );
    }
    expect(logBytes(desk)).toBeLessThan(8_000_000);
    await desk.store.close();
    expect(existsSync(join(desk.data, 'events.db-wal'))).toBe(false);
  });

  it('is moved once a reader that held it back has gone, though nothing is written any more', async () => {
    const desk = await openDesk();
    const reader = new Database(join(desk.data, 'events.db'), { readonly: true });
    onTestFinished(() => void reader.close());
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM events').get();
    for (let i = 0; i < 10; i++) appended(await desk.store.append(a, sampleEvents(10), 'any'));
    const size = (): number => statSync(join(desk.data, 'events.db')).size;
    desk.time.advance(fileCheckMs);
    await expect.poll(size).toBeGreaterThan(0);
    const held = desk.state();
    reader.exec('COMMIT');
    await expect
      .poll(() => {
        desk.time.advance(fileCheckMs);
        return desk.state();
      })
      .not.toBe(held);
    expect(desk.store.writeFault()).toBeUndefined();
  });
});

it('only the log itself opens the events for writing; a backup does so with its copy, and a copy of a record before the log', () => {
  const source = join(import.meta.dirname, '..');
  const files = readdirSync(source, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path.endsWith('.ts') && !path.includes('.test.') && !path.includes('testing'));
  const writers = files.filter((path) => {
    const text = readFileSync(path, 'utf8');
    const calls = [...text.matchAll(/(?<!function )openEventDatabase\(([^)]*(?:\([^)]*\)[^)]*)*)\)/g)];
    return calls.some(([, call = '']) => call.split(',')[1]?.trim() !== 'true');
  });
  expect(writers.map((path) => relative(source, path)).toSorted()).toEqual([
    join('infra', 'postgres', 'catchUp.ts'),
    join('infra', 'sqlite', 'events', 'backupEvents.ts'),
    join('infra', 'sqlite', 'log', 'databaseLog.ts'),
  ]);
  const formats = files.filter((path) => /eventFormat\b/.test(readFileSync(path, 'utf8')));
  const openedWith = formats.filter((path) => /openDatabaseFile\(/.test(readFileSync(path, 'utf8')));
  expect(openedWith.map((path) => relative(source, path))).toEqual([
    join('infra', 'sqlite', 'files', 'eventDatabase.ts'),
  ]);
});
