/** Events on their way between a data folder and PostgreSQL. */
import Database from 'better-sqlite3';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appended } from '../../engine/events/testing/eventStoreFixture.ts';
import { readEverything, sampleEvents, stream } from '../../engine/events/testing/sampleEvents.ts';
import { nodeScheduler } from '../clock/nodeScheduler.ts';
import { CheckpointTable } from '../sqlite/chain/checkpointTable.ts';
import { verifyChain } from '../sqlite/chain/verifyChain.ts';
import { openSqliteEventStore } from '../sqlite/events/sqliteEventStore.ts';
import { notedHeads } from '../sqlite/log/storeFindings.ts';
import { testFolder } from '../sqlite/testing/testFolder.ts';
import { hasPostgres } from '../testing/postgresServer.ts';
import { moveRecord, type MoveOptions, type MoveTarget } from './moveRecord.ts';
import { openPostgresEventStore } from './postgresEventStore.ts';
import { RecordBed, time } from './testing/recordBed.ts';
import { verifyRecord } from './verifyRecord.ts';

const events = 2_500;

/** A row of the record at a position at which the desk wrote none. */
const forged = (position: number): string => `INSERT INTO breakwater.events
  SELECT ${position}, stream, 99, 'forged', type, schema_version, data, correlation_id, causation_id, actor, time, hash
  FROM breakwater.events WHERE position = 1`;

describe.skipIf(!hasPostgres)('a move between the data folder and PostgreSQL', () => {
  const bed = new RecordBed();

  async function filled(count = events): Promise<string> {
    const folder = testFolder();
    const store = await openSqliteEventStore({ folder, ...time });
    if (!store.ok) throw new Error(store.error.message);
    appended(await store.value.append(stream('order-a'), sampleEvents(count), 'any'));
    await store.value.close();
    return folder;
  }

  const move = (to: MoveTarget, folder: string, more: Partial<MoveOptions> = {}) =>
    moveRecord(to, {
      folder,
      settings: bed.settings,
      owner: 'desk migrate',
      clock: time.clock,
      scheduler: nodeScheduler(),
      ...more,
    });

  function rowsOf(folder: string): string {
    const database = new Database(join(folder, 'events.db'), { readonly: true });
    const rows = database.prepare('SELECT * FROM events ORDER BY position').raw().all();
    const table = new CheckpointTable(database);
    const text = JSON.stringify([table.storeId(), rows, table.within(0, events)]);
    database.close();
    return text;
  }

  it('there and back keeps every row, hash, checkpoint and the id, and goes on where it was cut short', async () => {
    const folder = await filled();
    const cut = new AbortController();
    const first = await move('postgres', folder, {
      signal: cut.signal,
      onProgress: (done, total) => done / total > 0.4 && cut.abort(),
    });
    expect(first).toMatchObject({ ok: false, error: { code: 'canceled' } });
    const there = Number(bed.sql('SELECT count(*) FROM breakwater.events'));
    expect(there).toBeGreaterThan(0);
    expect(there).toBeLessThan(events);
    expect(await bed.refusal(testFolder())).toMatchObject({
      code: 'record_moved',
      message: expect.stringContaining(`only in part from the data folder ${folder} on`) as string,
    });
    const progress: number[] = [];
    const onProgress = (done: number, total: number): void => void progress.push(done / total);
    expect(await move('postgres', folder, { onProgress })).toMatchObject({
      ok: true,
      value: { moved: events - there, head: { position: events } },
    });
    expect([progress.toSorted((a, b) => a - b), progress.at(-1)]).toEqual([progress, 1]);
    expect(await move('postgres', folder)).toMatchObject({ ok: true, value: { moved: 0 } });
    const back = testFolder();
    const again = new AbortController();
    const onPart = (): void => again.abort();
    expect(await move('sqlite', back, { signal: again.signal, onProgress: onPart })).toMatchObject({
      error: { code: 'canceled' },
    });
    // Whoever starts on the part alone is told that there was more.
    const part = await verifyChain({ folder: back, scheduler: nodeScheduler(), seen: notedHeads(back) });
    if (!part.ok || part.value.intact) throw new Error('a part of the events counts as all of them');
    const has = part.value.events;
    expect(part.value).toMatchObject({ kind: 'truncated', position: has + 1 });
    expect(await move('sqlite', back)).toMatchObject({ ok: true, value: { moved: events - has } });
    expect(rowsOf(back)).toBe(rowsOf(folder));
    expect(await bed.refusal(folder)).toMatchObject({
      code: 'record_moved',
      message: expect.stringMatching(
        new RegExp(`to the data folder ${back} on ${hostname()} at 2026-11-23T.*migrate --to postgres`),
      ) as string,
    });
    expect(await move('postgres', back)).toMatchObject({ ok: true, value: { moved: 0 } });
    await (await bed.opened(folder)).close();
    const store = await openSqliteEventStore({ folder: back, ...time });
    if (!store.ok) throw new Error(store.error.message);
    expect(await readEverything(store.value)).toHaveLength(events);
    await store.value.close();
  });

  it('is refused while an engine runs, on either side', async () => {
    const folder = await filled(3);
    const other = testFolder();
    const engine = await openPostgresEventStore({ folder: other, owner: 'desk run', ...time }, bed.settings);
    if (!engine.ok) throw new Error(engine.error.message);
    expect(await move('postgres', folder)).toMatchObject({ error: { code: 'record_in_use' } });
    expect(await move('sqlite', other)).toMatchObject({ error: { code: 'data_folder_in_use' } });
    await engine.value.close();
    expect(await move('postgres', folder)).toMatchObject({ ok: true });
  });

  it('is refused where the two sides hold different events, and changes neither', async () => {
    const [folder, other] = [await filled(3), await filled(3)];
    expect(await move('postgres', folder)).toMatchObject({ ok: true });
    const before = rowsOf(other);
    expect(await move('postgres', other)).toMatchObject({ error: { code: 'record_differs' } });
    expect(await move('sqlite', other)).toMatchObject({ error: { code: 'record_other' } });
    expect(rowsOf(other)).toBe(before);
    const store = await openPostgresEventStore({ folder, ...time }, bed.settings);
    if (!store.ok) throw new Error(store.error.message);
    appended(await store.value.append(stream('order-b'), sampleEvents(1), 'any'));
    await store.value.close();
    expect(await verifyRecord({ settings: bed.settings, folder })).toMatchObject({
      value: { intact: true, events: 4 },
    });
  });

  it('brings no broken chain anywhere', async () => {
    const folder = await filled(3);
    const database = new Database(join(folder, 'events.db'));
    database.exec(`UPDATE events SET actor = 'operator:eve' WHERE position = 2`);
    database.close();
    expect(await move('postgres', folder)).toMatchObject({
      error: { code: 'move_unverified', message: expect.stringContaining('position 2') as string },
    });
    expect(bed.sql('SELECT count(*) FROM breakwater.events')).toBe('0');
  });

  it.each([
    ['changed', `UPDATE breakwater.events SET data = '{}' WHERE position = 2`, 2, 'is not what was written'],
    ['removed', 'DELETE FROM breakwater.events WHERE position = 2', 2, 'is not what was written'],
    ['cut short', 'DELETE FROM breakwater.events WHERE position = 3', 3, 'is missing'],
    [
      'rolled back',
      `DELETE FROM breakwater.events WHERE position = 3; DELETE FROM breakwater.checkpoints;
       UPDATE breakwater.writer SET position = 2, hash = (SELECT hash FROM breakwater.events WHERE position = 2)`,
      3,
      'the copy in the data folder ends at 3',
    ],
    ['put before the first', forged(0), 0, 'was inserted: the first one is at 1'],
    ['put behind the head', forged(4), 4, 'was inserted: the head that was written last is at 3'],
    [
      'cut off behind its checkpoints',
      `DELETE FROM breakwater.events WHERE position = 3;
       UPDATE breakwater.writer SET position = 2, hash = (SELECT hash FROM breakwater.events WHERE position = 2)`,
      3,
      'the last signed checkpoint is at 3',
    ],
    [
      'hidden behind a checkpoint that belongs to no event',
      `UPDATE breakwater.checkpoints SET signature = 'AA==';
       INSERT INTO breakwater.checkpoints SELECT 0, hash, time, public_key, signature FROM breakwater.checkpoints`,
      0,
      'a checkpoint is kept for it',
    ],
    [
      'with another checkpoint',
      `UPDATE breakwater.checkpoints SET signature = 'AA=='`,
      3,
      'does not fit the checkpoint',
    ],
  ])('leaves a record in which verify finds what was %s', async (_what, change, position, words) => {
    const folder = await filled(3);
    expect(await move('postgres', folder)).toMatchObject({ ok: true });
    bed.sql(change);
    expect(await verifyRecord({ settings: bed.settings, folder })).toMatchObject({
      value: { intact: false, position, message: expect.stringContaining(words) as string },
    });
  });
});
