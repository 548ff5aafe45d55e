/** What another program does to the file of a running engine is noticed before one more event is acknowledged. */
import Database from 'better-sqlite3';
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appended } from '../../../engine/events/testing/eventStoreFixture.ts';
import { manualTime } from '../../../engine/events/testing/manualTime.ts';
import { sampleEvents, stream } from '../../../engine/events/testing/sampleEvents.ts';
import { writeRetryMs } from '../../../engine/events/appendFaults.ts';
import { fileCheckMs } from '../events/writableEventStore.ts';
import { openStoreInThread } from '../testing/storeInThread.ts';
import { testFolder } from '../testing/testFolder.ts';
import { verifyChain } from '../chain/verifyChain.ts';

const a = stream('order-a');

async function running(events = 40) {
  const folder = testFolder();
  const time = manualTime();
  const opened = openStoreInThread({ folder, ...time });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  onTestFinished(() => store.close());
  const path = join(folder, 'events.db');
  const append = (count: number) => store.append(a, sampleEvents(count), 'any');
  for (let i = 0; i < events; i += 4) appended(await append(4));
  return { folder, time, store, path, log: `${path}-wal`, append };
}

type Desk = Awaited<ReturnType<typeof running>>;

function foreign(sql: string): (desk: Desk) => void {
  return ({ path }) => {
    const other = new Database(path);
    other.exec(sql);
    other.close();
  };
}

/** Copies the content over the file, under the same inode, as `cat` or an editor does. */
function overwrite(path: string, bytes: Buffer): void {
  const { ino } = statSync(path);
  writeFileSync(path, bytes);
  expect(statSync(path).ino).toBe(ino);
}

const checkpointed = ({ path }: Desk): Buffer => {
  // What an older backup of the file would be.
  const copy = `${path}.copy`;
  copyFileSync(path, copy);
  return readFileSync(copy);
};

const changes: readonly (readonly [what: string, change: (desk: Desk) => void])[] = [
  ['takes the last row away', foreign('DELETE FROM events WHERE position = 40')],
  ['takes a row in the middle away', foreign('DELETE FROM events WHERE position = 7')],
  ['changes a row', foreign("UPDATE events SET actor = 'operator:eve' WHERE position = 7")],
  [
    'adds a row',
    foreign(`INSERT INTO events SELECT 41, 'order-b', 0, 'forged', type, schema_version, data, correlation_id,
      causation_id, actor, time, hash FROM events WHERE position = 40`),
  ],
  ['plants a trigger', foreign('CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM events; END')],
  ['takes the kept checkpoints away', foreign('INSERT INTO checkpoints VALUES (3, 1, 1, 1, 1)')],
  ['empties the log', ({ log }) => truncateSync(log, 0)],
  ['cuts the log in half', ({ log }) => truncateSync(log, statSync(log).size >> 1)],
  ['cuts the last frame off the log', ({ log }) => truncateSync(log, statSync(log).size - 1)],
  ['writes zeros over the log', ({ log }) => overwrite(log, Buffer.alloc(statSync(log).size))],
  ['empties the database', ({ path }) => truncateSync(path, 0)],
  ['cuts the database short', ({ path }) => truncateSync(path, 4096)],
  ['writes the database over with what it was', (desk) => overwrite(desk.path, checkpointed(desk))],
];

describe.each(changes)('another program that %s', (_what, change) => {
  it('is noticed by the next append, which is not acknowledged, nor is any after it', async () => {
    const desk = await running();
    const head = desk.store.head();
    change(desk);
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await desk.append(1)).toMatchObject({
        ok: false,
        error: { code: 'store_unavailable', fault: { code: 'store_changed' } },
      });
      desk.time.advance(writeRetryMs);
    }
    expect(desk.store.head()).toEqual(head);
    expect(desk.store.writeFault()?.message).toContain('run desk verify');
  });

  it('is noticed while nothing is written', async () => {
    const desk = await running();
    change(desk);
    desk.time.advance(fileCheckMs);
    expect(desk.store.writeFault()).toMatchObject({ code: 'store_changed' });
  });
});

describe('an older copy of the log written over it', () => {
  it('is noticed, as long as it is or longer', async () => {
    const desk = await running();
    const older = readFileSync(desk.log);
    appended(await desk.append(1));
    overwrite(desk.log, Buffer.concat([older, Buffer.alloc(40_000)]));
    expect(await desk.append(1)).toMatchObject({ error: { fault: { code: 'store_changed' } } });
  });
});

describe('what is no change', () => {
  it('readers, verifications, backups, many checkpoints of its own and appends of every size', async () => {
    const desk = await running();
    const reader = new Database(desk.path, { readonly: true });
    onTestFinished(() => void reader.close());
    for (let round = 0; round < 60; round++) {
      appended(await desk.append(1 + ((round * 37) % 200)));
      reader.prepare('SELECT count(*) FROM events').get();
      if (round % 20 === 0) {
        reader.exec(`VACUUM INTO '${desk.path}.${round}'`);
        await verifyChain({ folder: desk.folder, scheduler: desk.time.scheduler });
      }
      desk.time.advance(fileCheckMs * 60);
      expect(desk.store.writeFault(), `round ${round}`).toBeUndefined();
    }
    await desk.store.close();
    expect(await verifyChain({ folder: desk.folder, scheduler: desk.time.scheduler })).toMatchObject({
      value: { intact: true, events: desk.store.head().position },
    });
  });

  it('a log that an engine before left behind, with a reader that keeps it', async () => {
    const desk = await running();
    const kept = testFolder();
    for (const end of ['', '-wal']) copyFileSync(`${desk.path}${end}`, join(kept, `events.db${end}`));
    const reader = new Database(join(kept, 'events.db'), { readonly: true });
    reader.exec('BEGIN; SELECT count(*) FROM events');
    reader.prepare('SELECT count(*) FROM events').get();
    const opened = openStoreInThread({ folder: kept, ...manualTime() });
    if (!opened.ok) throw new Error(opened.error.message);
    for (let i = 0; i < 30; i++) {
      appended(await opened.value.append(a, sampleEvents(100), 'any'));
      if (i === 15) reader.close();
    }
    expect(opened.value.head().position).toBe(40 + 30 * 100);
    await opened.value.close();
  });
});
