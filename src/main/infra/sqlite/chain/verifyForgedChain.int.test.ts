import Database from 'better-sqlite3';
import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { manualTime } from '../../../engine/events/testing/manualTime.ts';
import { sampleEvent, stream } from '../../../engine/events/testing/sampleEvents.ts';
import { openStoreInThread } from '../testing/storeInThread.ts';
import { auditorHash } from '../testing/auditorHash.ts';
import { testFolder } from '../testing/testFolder.ts';
import { verifyChain, type ChainReport } from './verifyChain.ts';

const eventsWritten = 40;
const time = manualTime();
let folder: string;
let path: string;

/** A store of 40 events over 5 streams; closed, so that all is in `events.db` itself. */
beforeEach(async () => {
  folder = testFolder();
  path = join(folder, 'events.db');
  const opened = openStoreInThread({ folder, ...time });
  if (!opened.ok) throw new Error(opened.error.message);
  for (let i = 0; i < eventsWritten; i++) {
    const event = sampleEvent(`needle-${i} ${'x'.repeat(100)}`, `id-${i}`);
    await opened.value.append(stream(`order-${i % 5}`), [event], 'any');
  }
  await opened.value.close();
});

async function verify(): Promise<ChainReport> {
  const result = await verifyChain({ folder, scheduler: time.scheduler });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function tamper(sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

/** Puts rows copied from position 14 before position 15, each with the hash that fits, and moves the rest up. */
function insertWithFittingHashes(count: number): void {
  const database = new Database(path);
  database.exec(`UPDATE events SET position = -position WHERE position >= 15;
    UPDATE events SET position = -position + ${count} WHERE position < 0`);
  for (let i = 0; i < count; i++) {
    const before = database.prepare('SELECT * FROM events WHERE position = ?').get(14 + i) as {
      hash: string;
    };
    const row = { ...before, position: 15 + i, version: 900 + i, event_id: `forged-${i}` };
    database
      .prepare(
        `INSERT INTO events VALUES (@position, @stream, @version, @event_id, @type, @schema_version, @data,
           @correlation_id, @causation_id, @actor, @time, @hash)`,
      )
      .run({ ...row, hash: auditorHash(row, before.hash) });
  }
  database.close();
}

const copyTo = (position: string) => `INSERT INTO events SELECT ${position}, stream, version + 1000, 'forged',
  type, schema_version, data, correlation_id, causation_id, actor, time, hash FROM events WHERE position = 14`;

describe('the documented form of the chain', () => {
  it('gives every hash in the file', () => {
    const database = new Database(path, { readonly: true });
    const rows = database.prepare('SELECT * FROM events ORDER BY position').all() as { hash: string }[];
    database.close();
    expect(rows).toHaveLength(eventsWritten);
    let previous = '0'.repeat(64);
    for (const row of rows) {
      expect(row.hash).toBe(auditorHash(row as never, previous));
      previous = row.hash;
    }
  });
});

describe('a forged chain', () => {
  it.each([
    ['at the end', copyTo('41'), 41],
    ['far behind the end', copyTo('5000'), 5000],
    ['before the first', copyTo('0'), 0],
  ])('shows a row inserted %s', async (_where, sql, position) => {
    tamper(sql);
    expect(await verify()).toMatchObject({ intact: false, kind: 'inserted', position });
  });

  it.each([1, 3])('shows %i inserted row(s) whose hashes fit, by the rows that follow', async (count) => {
    insertWithFittingHashes(count);
    expect(await verify()).toMatchObject({ intact: false, kind: 'inserted', position: 15, events: 14 });
  });

  it('shows many removed rows, also where the rest was renumbered', async () => {
    tamper(`DELETE FROM events WHERE position BETWEEN 5 AND 34;
      UPDATE events SET position = -position WHERE position > 34;
      UPDATE events SET position = -position - 30 WHERE position < 0`);
    const report = await verify();
    expect(report).toMatchObject({ intact: false, kind: 'removed', position: 5 });
    expect(report).toHaveProperty('message', expect.stringContaining('30 rows are missing'));
  });

  it('shows that the first rows are gone', async () => {
    tamper('DELETE FROM events WHERE position < 4');
    expect(await verify()).toMatchObject({ intact: false, kind: 'removed', position: 1, events: 0 });
  });

  it('shows two rows that changed places', async () => {
    tamper(`UPDATE events SET position = -20 WHERE position = 20;
      UPDATE events SET position = 20 WHERE position = 21;
      UPDATE events SET position = 21 WHERE position = -20`);
    expect(await verify()).toMatchObject({ intact: false, kind: 'changed', position: 20 });
  });

  it.each([
    ['a line feed moved between columns', "actor = actor || char(10) || time, time = ''"],
    ['an empty causation for a missing one', "causation_id = ''"],
    ['data of the same bytes as a blob', 'data = CAST(data AS BLOB)'],
    ['the last character', "data = replace(data, 'needle-39', 'needle-3g')"],
  ])('shows %s', async (_what, change) => {
    tamper(`UPDATE events SET ${change} WHERE position = 40`);
    expect(await verify()).toMatchObject({ intact: false, kind: 'changed', position: 40 });
  });
});

describe('a damaged file', () => {
  const flip = (at: number): void => {
    const bytes = readFileSync(path);
    bytes[at] = (bytes[at] ?? 0) ^ 0x01;
    writeFileSync(path, bytes);
  };
  /** Where the id stands in its index: there the next id follows it at once, without an event between. */
  const inIndex = (): number => {
    const bytes = readFileSync(path);
    let at = bytes.indexOf('id-20');
    while (!bytes.subarray(at, at + 20).includes('id-19')) at = bytes.indexOf('id-20', at + 1);
    return at;
  };

  it('shows one flipped byte in a hash', async () => {
    const database = new Database(path, { readonly: true });
    const hash = database.prepare('SELECT hash FROM events WHERE position = 17').pluck().get() as string;
    database.close();
    flip(readFileSync(path).indexOf(hash) + 10);
    expect(await verify()).toMatchObject({ intact: false, kind: 'changed', position: 17 });
  });

  it('shows one flipped byte in an index, though every event is right', async () => {
    flip(inIndex());
    expect(await verify()).toMatchObject({ intact: false, kind: 'unreadable', events: eventsWritten });
  });

  it('shows that its table is gone', async () => {
    tamper('DROP TABLE events');
    expect(await verify()).toMatchObject({ intact: false, kind: 'schema' });
  });

  it('shows an end that was cut off, wherever the cut is', async () => {
    const sound = join(testFolder(), 'sound.db');
    cpSync(path, sound);
    const { length } = readFileSync(sound);
    expect(length).toBeGreaterThan(4096 + 5 * 3000);
    for (let size = length - 1; size > 4096; size -= 3000) {
      cpSync(sound, path);
      truncateSync(path, size);
      expect(await verify()).toMatchObject({ intact: false });
    }
  });

  it('never makes the verifier throw, whichever byte is flipped', async () => {
    const sound = readFileSync(path);
    const from = sound.indexOf('needle-39');
    expect(from).toBeGreaterThan(0);
    for (let at = from; at < from + 4096 && at < sound.length; at += 97) {
      flip(at);
      await verify();
      writeFileSync(path, sound);
    }
    expect(await verify()).toMatchObject({ intact: true });
  });
});
