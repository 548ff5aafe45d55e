import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { manualTime } from '../../../engine/events/testing/manualTime.ts';
import { readEverything, sampleEvents, stream } from '../../../engine/events/testing/sampleEvents.ts';
import { readEngineOwner } from '../../paths/engineOwner.ts';
import { openEventStoreToRead } from '../events/readOnlyEventStore.ts';
import { openStoreInThread } from '../testing/storeInThread.ts';
import { testFolder } from '../testing/testFolder.ts';

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

/** A writer in a process of its own, which has the lock when this resolves. */
async function writerProcess(folder: string): Promise<ChildProcess> {
  const script = join(import.meta.dirname, '..', 'testing', 'appendChild.ts');
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
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
