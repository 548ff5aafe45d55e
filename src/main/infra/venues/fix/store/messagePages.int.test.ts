/** Pages of a session's messages from a real record. */
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { epochMicros } from '../../../../../shared/kernel/time.ts';
import { frame } from '../codec/encodeMessage.ts';
import type { Field } from '../codec/fixMessage.ts';
import { openFixStore, readFixPage, type FixStore } from './fixStore.ts';
import type { LoggedMessage } from './keptMessage.ts';
import { readPage, type MessagePage } from './messagePages.ts';

const identity = { beginString: 'FIX.4.4', senderCompId: 'DESK', targetCompId: 'VENUE' };
const numbers = { epoch: 1, nextOut: 1, nextIn: 1, windowStart: 0 };

function recordFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-fix-pages-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'fix.db');
}

function opened(file: string): FixStore {
  const store = openFixStore(file, identity);
  if (!store.ok) throw new Error(store.error.message);
  return store.value;
}

function message(
  direction: 'in' | 'out',
  msgType: string,
  seqNum: number,
  body: readonly Field[],
): LoggedMessage {
  const raw = frame('FIX.4.4', [[35, msgType], [34, String(seqNum)], ...body]);
  const kind = direction === 'in' ? 'taken' : 'sent';
  return { direction, kind, epoch: 1, seqNum, msgType, time: epochMicros(1_000_000 + seqNum), raw };
}

/** Two orders side by side: A is replaced by A-r1 and canceled as X; a request about B is refused by its number. */
const twoOrders: readonly LoggedMessage[] = [
  message('out', 'D', 1, [[11, 'A']]),
  message('out', 'D', 2, [[11, 'B']]),
  message('in', '8', 1, [
    [37, 'V1'],
    [11, 'A'],
  ]),
  message('out', 'G', 3, [
    [41, 'A'],
    [11, 'A-r1'],
  ]),
  message('in', '8', 2, [
    [11, 'A-r1'],
    [41, 'A'],
  ]),
  message('in', '3', 3, [[45, '2']]),
  message('out', 'F', 4, [
    [41, 'A-r1'],
    [11, 'X'],
  ]),
  message('out', '0', 5, []),
  // The venue names B as the origin of its report about A: that makes B no part of A.
  message('in', '8', 4, [
    [11, 'X'],
    [41, 'B'],
  ]),
  message('in', 'j', 5, [
    [45, '4'],
    [379, 'X'],
  ]),
];

const positions = ({ messages }: MessagePage): readonly number[] => messages.map(({ position }) => position);

describe('the messages of a session', () => {
  test('come newest first, in pages that join without a gap', () => {
    const store = opened(recordFile());
    store.commit(twoOrders, numbers);
    const first = store.page({ limit: 4 });
    expect([positions(first), first.more]).toEqual([[10, 9, 8, 7], true]);
    const rest = store.page({ limit: 10, before: 7 });
    expect([positions(rest), rest.more]).toEqual([[6, 5, 4, 3, 2, 1], false]);
    expect(positions(store.page({ limit: 6, before: 7 }))).toHaveLength(6);
    store.close();
  });

  test('come without signs of life where those are in the way', () => {
    const store = opened(recordFile());
    store.commit([...twoOrders, message('in', '1', 6, []), message('in', 'B', 7, [])], numbers);
    const page = store.page({ limit: 4, heartbeats: false });
    expect([positions(page), page.more]).toEqual([[12, 10, 9, 7], true]);
    store.close();
  });

  test('of one order are those under all its ids, with the refusals that name them by number', () => {
    const store = opened(recordFile());
    store.commit(twoOrders, numbers);
    expect(positions(store.page({ limit: 50, order: 'A' }))).toEqual([10, 9, 7, 5, 4, 3, 1]);
    expect(positions(store.page({ limit: 50, order: 'B' }))).toEqual([9, 6, 2]);
    expect(positions(store.page({ limit: 2, order: 'A', before: 9 }))).toEqual([7, 5]);
    expect(store.page({ limit: 50, order: 'C' })).toEqual({ messages: [], more: false });
    store.close();
  });

  test('a refusal of another epoch with the same number is none of the order', () => {
    const store = opened(recordFile());
    const other = message('in', '3', 9, [[45, '1']]);
    store.commit([...twoOrders, { ...other, epoch: 2 }], numbers);
    expect(positions(store.page({ limit: 50, order: 'A' }))).not.toContain(11);
    store.close();
  });

  test('a page ends before it gets too long, and has one message at least', () => {
    const store = opened(recordFile());
    const long = message('in', 'B', 1, [[58, 'x'.repeat(600_000)]]);
    store.commit([long, long, { ...long, raw: long.raw + long.raw }], numbers);
    expect(positions(store.page({ limit: 50 }))).toEqual([3]);
    expect(store.page({ limit: 50, before: 3 })).toMatchObject({ messages: [{ position: 2 }], more: true });
    store.close();
  });

  test.each([
    [{ limit: 50, order: 'A' }, 'INDEX message_refusal (epoch=? AND <expr>=?)'],
    [{ limit: 50, heartbeats: false }, 'INDEX message_no_beat (position<?)'],
    [{ limit: 50 }, 'INTEGER PRIMARY KEY (rowid<?)'],
  ])('are found without reading the whole record: %j', (query, used) => {
    const file = recordFile();
    opened(file).close();
    const database = new Database(file, { readonly: true });
    onTestFinished(() => void database.close());
    const prepared = vi.spyOn(database, 'prepare');
    readPage(database, query);
    const steps = database
      .prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${prepared.mock.calls[0]?.[0] ?? ''}`)
      .all({ before: 1, ...query })
      .map(({ detail }) => detail);
    expect(steps).toContain(`SEARCH message USING ${used}`);
    expect(steps.filter((step) => /SCAN message|AUTOMATIC/.test(step))).toEqual([]);
  });

  test('are found by an index, and without it in a record that an earlier program left', () => {
    const file = recordFile();
    const store = opened(file);
    store.commit(twoOrders, numbers);
    store.close();
    const database = new Database(file);
    const indexes = database
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name")
      .pluck()
      .all();
    expect(indexes).toEqual([
      'message_no_beat',
      'message_order',
      'message_original',
      'message_out',
      'message_refusal',
    ]);
    database.exec(`DROP INDEX message_order; DROP INDEX message_original; DROP INDEX message_refusal;
CREATE TABLE departure (
  -- Every message up to here was handed to the operating system, or never will be.
  id INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL
)`);
    database.close();
    const query = { limit: 50, order: 'A' };
    const read = readFixPage(file, query);
    expect(read.ok && positions(read.value)).toEqual([10, 9, 7, 5, 4, 3, 1]);
    const again = opened(file);
    expect(again.page(query)).toEqual(read.ok && read.value);
    expect([again.last('in')?.position, again.last('out')?.position]).toEqual([10, 8]);
    again.close();
  });
});
