import Database from 'better-sqlite3';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import { manualTime } from '../../../engine/events/testing/manualTime.ts';
import { readEverything, sampleEvents, stream } from '../../../engine/events/testing/sampleEvents.ts';
import { readEngineOwner } from '../../paths/engineOwner.ts';
import { openEventStoreToRead } from '../events/readOnlyEventStore.ts';
import { fileCheckMs } from '../events/writableEventStore.ts';
import { openStoreInThread, storeOnConnection } from '../testing/storeInThread.ts';
import { testFolder } from '../testing/testFolder.ts';
import { takeEngineLock, type EngineLock } from './engineLock.ts';

function open(folder: string, { readOnly, owner }: { readOnly?: boolean; owner?: string } = {}) {
  const time = manualTime();
  if (readOnly === true) return openEventStoreToRead(folder, time.scheduler);
  return openStoreInThread({ folder, ...time, ...(owner !== undefined && { owner }) });
}

/** The store of a folder that must open. */
function opened(folder: string, options: { readOnly?: boolean; owner?: string } = {}) {
  const result = open(folder, options);
  if (!result.ok) throw new Error(result.error.message);
  onTestFinished(() => result.value.close());
  return result.value;
}

const writer = join(import.meta.dirname, '..', 'testing', 'appendChild.ts');

/** A writer in a process of its own, which has the lock when this resolves. */
async function writerProcess(folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [writer, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  child.stdout.resume();
  return child;
}

describe('the lock of a data folder', () => {
  it('refuses a second engine in this process, naming the first', async () => {
    const folder = testFolder();
    const first = opened(folder, { owner: 'console' });
    const second = open(folder, { owner: 'desk run' });
    expect(second).toMatchObject({
      ok: false,
      error: { code: 'data_folder_in_use', details: { pid: process.pid, host: hostname(), what: 'console' } },
    });
    if (second.ok) return;
    expect(second.error.message).toBe(
      `The data folder ${folder} is in use by console (process ${process.pid} on ${hostname()}, since 2026-11-23T09:30:00.000000Z)`,
    );
    expect(await first.append(stream('desk'), sampleEvents(1), 'any')).toMatchObject({ ok: true });
  });

  it('is free after a close, and nothing is left of the owner', async () => {
    const folder = testFolder();
    await opened(folder).close();
    expect(readEngineOwner(folder)).toBeUndefined();
    opened(folder);
  });

  it('refuses while another process holds it, and is free once that was killed', async () => {
    const folder = testFolder();
    const child = await writerProcess(folder);
    expect(open(folder)).toMatchObject({
      ok: false,
      error: { code: 'data_folder_in_use', details: { pid: child.pid, what: 'append child' } },
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readEngineOwner(folder)?.pid).toBe(child.pid);
    const store = opened(folder);
    expect(readEngineOwner(folder)?.pid).toBe(process.pid);
    expect(await store.append(stream('desk'), sampleEvents(1), 'any')).toMatchObject({ ok: true });
  });

  it('refuses also where the owner is not readable', () => {
    const folder = testFolder();
    opened(folder);
    writeFileSync(join(folder, 'engine.owner.json'), '{"pid":');
    expect(open(folder)).toMatchObject({
      ok: false,
      error: { code: 'data_folder_in_use', message: expect.stringContaining('has not said its name') },
    });
  });
});

describe('the lock of a data folder that somebody removes', () => {
  const lockOf = (folder: string): string => join(folder, 'engine.lock');
  const { clock } = manualTime();

  it('is there again after the next look, and refuses as before', () => {
    const folder = testFolder();
    const lock = held(takeEngineLock(folder, 'first', { clock }));
    onTestFinished(() => lock.release());
    rmSync(lockOf(folder));
    rmSync(join(folder, 'engine.owner.json'));
    expect(lock.look()).toBeUndefined();
    expect(takeEngineLock(folder, 'second', { clock })).toMatchObject({
      ok: false,
      error: { code: 'data_folder_in_use', details: { what: 'first' } },
    });
    // The file that was put in its place is another one.
    renameSync(lockOf(folder), join(folder, 'aside'));
    writeFileSync(lockOf(folder), '');
    expect(lock.look()).toBeUndefined();
    expect(takeEngineLock(folder, 'second', { clock })).toMatchObject({ ok: false });
  });

  it('makes a process that finds it gone beside an open record wait for that', async () => {
    const folder = testFolder();
    const child = await writerProcess(folder);
    rmSync(lockOf(folder));
    // The first one must be read meanwhile, so that the second one is a process, too.
    const second = spawn(process.execPath, [writer, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void second.kill('SIGKILL'));
    const [said] = (await once(second.stdout, 'data')) as [Buffer];
    expect(String(said)).toContain('"code":"data_folder_in_use"');
    expect(String(said)).toContain(`"pid":${child.pid},`);
  });

  it('is left to a second process that was faster, with its name', () => {
    const folder = testFolder();
    const first = held(takeEngineLock(folder, 'first', { clock }));
    rmSync(lockOf(folder));
    const second = held(takeEngineLock(folder, 'second', { clock }));
    onTestFinished(() => second.release());
    expect(first.look()).toMatchObject({ code: 'folder_taken', details: { what: 'second' } });
    first.release();
    expect(readEngineOwner(folder)?.what).toBe('second');
    expect(second.look()).toBeUndefined();
  });

  it('ends the writing of a store whose folder was taken, and its close leaves the other one its log', async () => {
    const folder = testFolder();
    const time = manualTime();
    const first = openStoreInThread({ folder, ...time });
    if (!first.ok) throw new Error(first.error.message);
    rmSync(lockOf(folder));
    const lock = new Database(lockOf(folder));
    onTestFinished(() => void lock.close());
    lock.exec('BEGIN EXCLUSIVE');
    const second = storeOnConnection(folder, time).store;
    onTestFinished(() => second.close());
    const append = (store: EventStore) => store.append(stream('desk'), sampleEvents(1), 'any');
    expect(await append(second)).toMatchObject({ ok: true });
    time.advance(fileCheckMs);
    expect(first.value.writeFault()).toMatchObject({
      code: 'folder_taken',
      message: expect.stringContaining('another process that has not said its name yet has taken') as string,
    });
    expect(await append(first.value)).toMatchObject({ ok: false, error: { code: 'store_unavailable' } });
    await first.value.close();
    expect(await append(second)).toMatchObject({ ok: true });
  });

  function held(lock: ReturnType<typeof takeEngineLock>): EngineLock {
    if (!lock.ok) throw new Error(lock.error.message);
    return lock.value;
  }
});

describe('readers', () => {
  it('need no lock and follow a writer of another process', async () => {
    const folder = testFolder();
    await writerProcess(folder);
    const reader = opened(folder, { readOnly: true });
    const before = reader.head().position;
    await expect.poll(() => reader.head().position).toBeGreaterThan(before);
    expect((await readEverything(reader)).length).toBeGreaterThan(before);
    expect(reader.streamVersion(stream('order-0'))).toBeGreaterThanOrEqual(0);
    expect(reader.health()).toMatchObject({ writable: false, fault: { code: 'store_opened_read_only' } });
    expect(await reader.append(stream('desk'), sampleEvents(1), 'any')).toMatchObject({
      ok: false,
      error: { code: 'store_unavailable' },
    });
  });

  it('work without a writer, and leave no lock behind', async () => {
    const folder = testFolder();
    const writer = opened(folder);
    await writer.append(stream('desk'), sampleEvents(3), 'any');
    await writer.close();
    const reader = opened(folder, { readOnly: true });
    expect(await readEverything(reader)).toHaveLength(3);
    await reader.close();
    expect(() => reader.head()).toThrow('The event store is closed');
  });

  it('are told when there is nothing to read, and create nothing', () => {
    const folder = testFolder();
    expect(open(folder, { readOnly: true })).toMatchObject({ ok: false, error: { code: 'store_missing' } });
    expect(existsSync(join(folder, 'events.db'))).toBe(false);
    expect(open(join(folder, 'nowhere'), { readOnly: true })).toMatchObject({
      ok: false,
      error: { code: 'store_missing' },
    });
  });
});
