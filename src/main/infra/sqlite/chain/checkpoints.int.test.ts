import Database from 'better-sqlite3';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EventStore, StoreHead } from '../../../engine/events/eventStore.ts';
import { manualTime } from '../../../engine/events/testing/manualTime.ts';
import { sampleEvent, sampleEvents, stream } from '../../../engine/events/testing/sampleEvents.ts';
import {
  isSigned,
  publicKeyText,
  signCheckpoint,
  type SignedCheckpoint,
} from '../../checkpoints/signedCheckpoint.ts';
import { publicKeyOf, signingKeyName } from '../../checkpoints/signingKey.ts';
import { defaultEventSourcing } from '../../../engine/configuration.ts';
import { CheckpointTable } from './checkpointTable.ts';
import { openEventStoreToRead } from '../events/readOnlyEventStore.ts';
import { openStoreInThread } from '../testing/storeInThread.ts';
import { rehash } from '../testing/auditorHash.ts';
import { testFolder } from '../testing/testFolder.ts';
import { verifyChain, type ChainReport } from './verifyChain.ts';

const { checkpointEveryEvents, checkpointEveryMs } = defaultEventSourcing;

const a = stream('order-a');
const time = manualTime();

function opened(folder: string): EventStore {
  const store = openStoreInThread({ folder, ...time });
  if (!store.ok) throw new Error(store.error.message);
  onTestFinished(() => store.value.close());
  return store.value;
}

function withDatabase<T>(folder: string, work: (database: Database.Database) => T): T {
  const database = new Database(join(folder, 'events.db'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function kept(folder: string): readonly SignedCheckpoint[] {
  return withDatabase(folder, (database) => new CheckpointTable(database).within(0, 1e9));
}

const positions = (folder: string): number[] => kept(folder).map(({ position }) => position);

async function verify(folder: string, checkpoint?: StoreHead): Promise<ChainReport> {
  const own = publicKeyOf(folder);
  const report = await verifyChain({
    folder,
    scheduler: time.scheduler,
    believedKeys: own === undefined ? [] : [publicKeyText(own)],
    ...(checkpoint !== undefined && { checkpoint }),
  });
  if (!report.ok) throw new Error(report.error.message);
  return report.value;
}

/** Ten runs of four events each: a checkpoint at 4, 8, … 40. */
async function tenRuns(): Promise<{ folder: string; head: StoreHead }> {
  const folder = testFolder();
  for (let run = 0; run < 10; run++) {
    const store = opened(folder);
    for (let i = 0; i < 4; i++) {
      await store.append(a, [sampleEvent(`needle-${run * 4 + i + 1}.`, `id-${run}-${i}`)], 'any');
    }
    await store.close();
  }
  return { folder, head: kept(folder).at(-1)! };
}

describe('checkpoints of a store', () => {
  it('are signed every so many events, every minute with events, and at the end of a run', async () => {
    const folder = testFolder();
    const store = opened(folder);
    await store.append(a, sampleEvents(checkpointEveryEvents - 1), 'any');
    expect(positions(folder)).toEqual([]);
    await store.append(a, sampleEvents(1), 'any');
    expect(positions(folder)).toEqual([10_000]);
    time.advance(checkpointEveryMs * 3);
    expect(positions(folder)).toEqual([10_000]);
    await store.append(a, sampleEvents(5), 'any');
    time.advance(checkpointEveryMs);
    await store.append(a, sampleEvents(1), 'any');
    await store.close();
    expect(positions(folder)).toEqual([10_000, 10_005, 10_006]);
    await opened(folder).close();
    expect(positions(folder)).toEqual([10_000, 10_005, 10_006]);
    expect(kept(folder).every(isSigned)).toBe(true);
    expect(new Set(kept(folder).map(({ store: id }) => id)).size).toBe(1);
    expect(await verify(folder)).toMatchObject({ intact: true, checkpoints: 3, keys: [expect.any(String)] });
  });

  it('show a chain that was written anew from some event on, though every hash fits', async () => {
    const { folder } = await tenRuns();
    withDatabase(folder, (database) => {
      database.exec("UPDATE events SET data = replace(data, 'needle-22.', 'needle-99.') WHERE position = 22");
      rehash(database);
    });
    const report = await verify(folder);
    expect(report).toMatchObject({ intact: false, kind: 'changed', position: 24 });
    expect(report).toHaveProperty('message', expect.stringContaining('somewhere after position 20'));
  });

  it.each([
    ['an event was taken out', 'DELETE FROM events WHERE position = 22', 'changed', 24],
    ['the end was cut off', 'DELETE FROM events WHERE position > 33', 'truncated', 34],
  ])('show that %s and all behind it renumbered', async (_what, sql, kind, position) => {
    const { folder } = await tenRuns();
    withDatabase(folder, (database) => {
      database.exec(sql);
      database.exec(`UPDATE events SET position = -position WHERE position > 22;
        UPDATE events SET position = (SELECT count(*) FROM events e WHERE e.position > 0) +
          (SELECT count(*) FROM events e WHERE e.position < 0 AND e.position >= events.position)
        WHERE position < 0`);
      rehash(database);
    });
    expect(await verify(folder)).toMatchObject({ intact: false, kind, position });
  });

  it('that were changed to fit a forged chain show that', async () => {
    const { folder } = await tenRuns();
    withDatabase(folder, (database) => {
      database.exec("UPDATE events SET actor = 'operator:eve' WHERE position = 22");
      rehash(database);
      database.exec(
        'UPDATE checkpoints SET hash = (SELECT hash FROM events WHERE events.position = checkpoints.position)',
      );
    });
    expect(await verify(folder)).toMatchObject({ intact: false, kind: 'changed', position: 24 });
  });

  it('that are all gone with what they prove are missed by an exported one', async () => {
    const { folder, head } = await tenRuns();
    withDatabase(folder, (database) => {
      database.exec("UPDATE events SET actor = 'operator:eve' WHERE position = 22; DELETE FROM checkpoints");
      rehash(database);
    });
    expect(await verify(folder)).toMatchObject({ intact: true, checkpoints: 0 });
    expect(await verify(folder, head)).toMatchObject({ intact: false, kind: 'changed', position: 40 });
    withDatabase(folder, (database) => database.exec('DELETE FROM events WHERE position > 35'));
    expect(await verify(folder, head)).toMatchObject({ intact: false, kind: 'truncated', position: 36 });
  });

  it('that a forger signed with a key of his own show that', async () => {
    const { folder, head } = await tenRuns();
    const { privateKey } = generateKeyPairSync('ed25519');
    withDatabase(folder, (database) => {
      database.exec('DELETE FROM events WHERE position > 30; DELETE FROM checkpoints WHERE position > 20');
      database.exec("UPDATE events SET actor = 'operator:eve' WHERE position = 22");
      rehash(database);
      const table = new CheckpointTable(database);
      const hash = database.prepare('SELECT hash FROM events WHERE position = 30').pluck().get() as string;
      const at = { position: 30, hash };
      table.add(signCheckpoint(privateKey, { store: table.storeId()!, at, time: 'now' }));
    });
    expect(await verify(folder)).toMatchObject({ intact: false, kind: 'changed', position: 30 });
    withDatabase(folder, (database) => database.exec('DELETE FROM checkpoints WHERE position <= 20'));
    const report = await verify(folder);
    expect(report).toMatchObject({ intact: true, checkpoints: 0, foreignCheckpoints: 1 });
    expect(await verify(folder, head)).toMatchObject({ intact: false, kind: 'truncated', position: 31 });
  });

  it('of the key before the present one count as foreign, and do not break the chain', async () => {
    const { folder } = await tenRuns();
    rmSync(join(folder, signingKeyName));
    const store = opened(folder);
    await store.append(a, sampleEvents(1), 'any');
    await store.close();
    const report = await verify(folder);
    expect(report).toMatchObject({ intact: true, checkpoints: 1, foreignCheckpoints: 10 });
    expect(report).toHaveProperty('keys.length', 2);
  });

  it('are not signed without a key that can be read; the store works all the same', async () => {
    const folder = testFolder();
    await opened(folder).close();
    writeFileSync(join(folder, signingKeyName), 'no key');
    const store = opened(folder);
    expect(await store.append(a, sampleEvents(3), 'any')).toMatchObject({ ok: true });
    await store.close();
    expect(positions(folder)).toEqual([]);
    rmSync(join(folder, signingKeyName));
    const again = opened(folder);
    await again.append(a, sampleEvents(1), 'any');
    await again.close();
    expect(positions(folder)).toEqual([4]);
    const pem = readFileSync(join(folder, signingKeyName), 'utf8');
    expect(createPrivateKey(pem).asymmetricKeyType).toBe('ed25519');
  });
});

describe('a file of the first format, from before there were checkpoints', () => {
  async function firstFormat(): Promise<{ folder: string; head: StoreHead }> {
    const folder = testFolder();
    const store = opened(folder);
    await store.append(a, sampleEvents(5), 'any');
    await store.close();
    withDatabase(folder, (database) =>
      database.exec('DROP TABLE checkpoints; DROP TABLE store; PRAGMA user_version = 1'),
    );
    return { folder, head: store.head() };
  }

  it('is read and verified as it is', async () => {
    const { folder, head } = await firstFormat();
    const bytes = readFileSync(join(folder, 'events.db'));
    expect(await verify(folder)).toEqual({
      intact: true,
      events: 5,
      head,
      checkpoints: 0,
      foreignCheckpoints: 0,
      keys: [],
    });
    const reading = openEventStoreToRead(folder, time.scheduler);
    if (!reading.ok) throw new Error(reading.error.message);
    expect(reading.value.head()).toEqual(head);
    await reading.value.close();
    expect(readFileSync(join(folder, 'events.db')).equals(bytes)).toBe(true);
  });

  it('gets what is new when an engine opens it, and keeps every event', async () => {
    const { folder, head } = await firstFormat();
    const store = opened(folder);
    expect(store.head()).toEqual(head);
    await store.append(a, sampleEvents(1), 4);
    await store.close();
    expect(positions(folder)).toEqual([6]);
    expect(await verify(folder, head)).toMatchObject({ intact: true, events: 6, checkpoints: 1 });
    expect(kept(folder)[0]?.store).toMatch(/^[0-9a-f]{32}$/);
  });
});
