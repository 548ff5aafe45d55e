import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import {
  readEverything,
  sampleEvent,
  sampleEvents,
  stream,
} from '../../../engine/events/testing/sampleEvents.ts';
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { systemClock } from '../../clock/systemClock.ts';
import { backupEvents, type BackupOptions } from './backupEvents.ts';
import { openStoreInThread } from '../testing/storeInThread.ts';
import { testFolder } from '../testing/testFolder.ts';

const a = stream('order-a');
const scheduler = nodeScheduler();

function opened(folder: string): EventStore {
  const store = openStoreInThread({ folder, clock: systemClock(), scheduler });
  if (!store.ok) throw new Error(store.error.message);
  onTestFinished(() => store.value.close());
  return store.value;
}

/** A store of so many events, some megabytes of them, open for writing. */
async function filled(events: number): Promise<{ folder: string; store: EventStore }> {
  const folder = testFolder();
  const store = opened(folder);
  for (let i = 0; i < events; i++) {
    void store.append(a, [sampleEvent(`${i} ${'x'.repeat(1_000)}`, `id-${i}`)], 'any');
  }
  await store.append(a, [], 'any');
  return { folder, store };
}

const backup = (folder: string, target: string, change: Partial<BackupOptions> = {}) =>
  backupEvents({ folder, target, scheduler, ...change });
const filesIn = (folder: string): string[] => readdirSync(folder).toSorted();

describe('a backup', () => {
  it('is the store as it stood, though the engine writes on, and opens as a store', async () => {
    const { folder, store } = await filled(4_000);
    const head = store.head();
    const target = join(testFolder(), 'backup.db');
    let written = 0;
    const shares: number[] = [];
    const copied = await backup(folder, target, {
      onProgress({ done, total }) {
        shares.push(done / total);
        written++;
        void store.append(a, sampleEvents(1), 'any');
      },
    });
    expect(copied).toMatchObject({ ok: true, value: { path: target, events: 4_000, head } });
    expect(written).toBeGreaterThan(3);
    expect(shares).toEqual(shares.toSorted((x, y) => x - y));
    expect(shares.at(-1)).toBe(1);
    await store.append(a, [], 'any');
    expect(store.head().position).toBe(4_000 + written);
    expect(filesIn(dirname(target))).toEqual(['backup.db']);

    const restored = testFolder();
    writeFileSync(join(restored, 'events.db'), readFileSync(target));
    const again = opened(restored);
    expect(again.head()).toEqual(head);
    expect(await readEverything(again)).toHaveLength(4_000);
    expect(await again.append(a, sampleEvents(1), 3_999)).toMatchObject({ ok: true });
  });

  it('lets the log of the engine begin anew while it stands still between two steps', async () => {
    const { folder, store } = await filled(4_000);
    const logBytes = (): number => statSync(join(folder, 'events.db-wal')).size;
    let writing: Promise<void> | undefined;
    const write = async (): Promise<void> => {
      for (let i = 0; i < 40; i++) {
        const events = Array.from({ length: 100 }, (_, n) =>
          sampleEvent('y'.repeat(2_000), `late-${i}-${n}`),
        );
        await store.append(a, events, 'any');
      }
    };
    const before = logBytes();
    let share = 1;
    let stoppedAt = 1;
    const soon = (resume: () => void): void => {
      if (writing === undefined) stoppedAt = share;
      void (writing ??= write()).then(resume);
    };
    const target = join(testFolder(), 'backup.db');
    const copied = await backup(folder, target, {
      scheduler: { ...scheduler, soon },
      onProgress: ({ done, total }) => void (share = done / total),
    });
    expect(stoppedAt).toBeLessThan(0.5);
    expect(copied).toMatchObject({ ok: true, value: { events: 4_000 } });
    expect(logBytes()).toBeLessThan(before + 4_000_000);
  });

  it('can be canceled, while it copies and while it verifies, and leaves nothing behind', async () => {
    const { folder } = await filled(4_000);
    for (const share of [0.01, 0.6]) {
      const target = join(testFolder(), 'backup.db');
      const abort = new AbortController();
      const canceled = await backup(folder, target, {
        signal: abort.signal,
        onProgress: ({ done, total }) => void (done / total >= share && abort.abort()),
      });
      expect(canceled).toMatchObject({ ok: false, error: { code: 'canceled' } });
      expect(filesIn(dirname(target))).toEqual([]);
    }
  });

  it('never replaces a file, not even one that appears meanwhile', async () => {
    const { folder } = await filled(10);
    const target = join(testFolder(), 'backup.db');
    const meanwhile = await backup(folder, target, { onProgress: () => writeFileSync(target, 'mine') });
    expect(meanwhile).toMatchObject({ ok: false, error: { code: 'backup_exists' } });
    expect(await backup(folder, target)).toMatchObject({ ok: false, error: { code: 'backup_exists' } });
    expect(readFileSync(target, 'utf8')).toBe('mine');
    expect(filesIn(dirname(target))).toEqual(['backup.db']);
  });

  it('says when it can not be written', async () => {
    const { folder } = await filled(10);
    const place = testFolder();
    writeFileSync(join(place, 'file'), '');
    for (const target of [join(place, 'missing', 'backup.db'), join(place, 'file', 'backup.db')]) {
      expect(await backup(folder, target)).toMatchObject({
        ok: false,
        error: { code: 'backup_unwritable' },
      });
    }
    mkdirSync(join(place, 'backup.db.unfinished'));
    expect(await backup(folder, join(place, 'backup.db'))).toMatchObject({ ok: false });
    expect(await backup(testFolder(), join(place, 'backup.db'))).toMatchObject({
      ok: false,
      error: { code: 'store_missing' },
    });
  });

  it.skipIf(process.platform === 'win32')('leaves nothing behind when there is no room for it', async () => {
    const { folder, store } = await filled(2_000);
    await store.close();
    const target = join(testFolder(), 'backup.db');
    const child = join(import.meta.dirname, '..', 'testing', 'backupChild.ts');
    // A file may have 512 blocks of 1 KiB; the signal is ignored, so that the write fails as on a full disk.
    const script = `trap '' XFSZ; ulimit -f 512; exec "$0" "$1" "$2" "$3"`;
    const args = ['-c', script, process.execPath, child, folder, target];
    const { stdout } = spawnSync('/bin/sh', args, { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: { code: expect.stringMatching(/^(disk_full|disk_error)$/) as unknown },
    });
    expect(filesIn(dirname(target))).toEqual([]);
  });

  it('is not given for a store that is not whole', async () => {
    const { folder, store } = await filled(50);
    await store.close();
    const database = new Database(join(folder, 'events.db'));
    database.exec("UPDATE events SET actor = 'operator:eve' WHERE position = 17");
    database.close();
    const target = join(testFolder(), 'backup.db');
    expect(await backup(folder, target)).toMatchObject({
      ok: false,
      error: { code: 'backup_broken', message: expect.stringContaining('position 17') as unknown },
    });
    expect(filesIn(dirname(target))).toEqual([]);
  });
});
