import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { sampleEvents, stream } from '../../engine/events/testing/sampleEvents.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import type { SignedCheckpoint } from '../../infra/checkpoints/signedCheckpoint.ts';
import { openSqliteEventStore } from '../../infra/sqlite/events/sqliteEventStore.ts';
import { testFolder } from '../../infra/sqlite/testing/testFolder.ts';
import { verifyDesk } from '../verify/verifyDesk.ts';
import { exportEvents } from './exportEvents.ts';

async function storeWith(events: number): Promise<string> {
  const folder = testFolder();
  const store = await openSqliteEventStore({ folder, clock: systemClock(), scheduler: nodeScheduler() });
  if (!store.ok) throw new Error(store.error.message);
  await store.value.append(stream('desk'), sampleEvents(events), 'any');
  await store.value.close();
  return folder;
}

it('writes a range, each row with its hashes, and a checkpoint that proves them', async () => {
  const folder = await storeWith(1_200);
  const target = join(folder, 'range.ndjson');
  const progress: number[] = [];
  const exported = await exportEvents({
    folder,
    target,
    range: { fromPosition: 100, toPosition: 1_100 },
    onProgress: ({ done, total }) => progress.push(done / total),
  });
  const proof = `${target}.proof.json`;
  expect(exported).toEqual({ ok: true, value: { events: 1_001, first: 100, last: 1_100, proof } });
  const rows = readFileSync(target, 'utf8').trimEnd().split('\n');
  expect(rows).toHaveLength(1_001);
  expect(progress.at(-1)).toBe(1);
  expect(progress.length).toBeGreaterThan(1);
  const signed = JSON.parse(readFileSync(proof, 'utf8')) as SignedCheckpoint;
  const last = JSON.parse(rows.at(-1) ?? '') as { position: number; hash: string };
  const at = { position: last.position, hash: last.hash };
  expect(last.position).toBe(1_100);
  const verified = await verifyDesk({ folder, scheduler: nodeScheduler() }, { checkpoint: { at, signed } });
  expect(verified).toMatchObject({ ok: true, value: { good: true, checkpoint: { believed: true } } });
});

it('replaces no file, and leaves none behind where there is nothing or where it is canceled', async () => {
  const folder = await storeWith(1_200);
  const target = join(folder, 'range.csv');
  expect(await exportEvents({ folder, target, range: { fromPosition: 5_000 } })).toMatchObject({
    ok: false,
    error: { code: 'export_empty' },
  });
  const signal = AbortSignal.abort();
  expect(await exportEvents({ folder, target, range: {}, signal })).toMatchObject({
    ok: false,
    error: { code: 'canceled' },
  });
  expect(readdirSync(folder).filter((name) => name.startsWith('range'))).toEqual([]);
  writeFileSync(target, 'mine');
  expect(await exportEvents({ folder, target, range: {} })).toMatchObject({
    ok: false,
    error: { code: 'export_exists' },
  });
  expect(readFileSync(target, 'utf8')).toBe('mine');
});

it('gives no proof of events that are not as they were written', async () => {
  const folder = await storeWith(20);
  const database = new Database(join(folder, 'events.db'));
  database.exec("UPDATE events SET actor = 'nobody' WHERE position = 7");
  database.close();
  const target = join(folder, 'range.ndjson');
  expect(await exportEvents({ folder, target, range: {} })).toMatchObject({
    ok: false,
    error: { code: 'chain_broken', details: { position: 7 } },
  });
  expect(existsSync(target)).toBe(false);
});
