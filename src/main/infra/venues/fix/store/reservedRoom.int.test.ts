import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import { openFixStore, type FixStore } from './fixStore.ts';
import { lowPages, reservedPages } from './reservedRoom.ts';

const identity = { beginString: 'FIX.4.4', senderCompId: 'DESK', targetCompId: 'VENUE' };
let folder: string;
let path: string;
let store: FixStore;

function open(): FixStore {
  const opened = openFixStore(path, identity);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-room-'));
  path = join(folder, 'fix-exec.db');
  store = open();
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Looks into the file beside the store. */
function inFile<T>(look: (database: Database.Database) => T): T {
  const database = new Database(path);
  try {
    return look(database);
  } finally {
    database.close();
  }
}
const freePages = () => inFile((database) => Number(database.pragma('freelist_count', { simple: true })));

function fill(bytes: number): void {
  const one = { epoch: 1, direction: 'in', kind: 'taken', msgType: '8', time: 1 as EpochMicros } as const;
  for (let i = 0; i * 50_000 < bytes; i++) {
    const message = { ...one, seqNum: i + 1, raw: 'x'.repeat(50_000) };
    store.commit([message], { epoch: 1, nextOut: 1, nextIn: i + 2, windowStart: 0 });
  }
}

test('a record has the room in the file itself, and no table more than before', () => {
  expect(store.keepRoom()).toBe(true);
  expect(freePages()).toBeGreaterThanOrEqual(reservedPages);
  expect(statSync(path).size).toBeGreaterThan(reservedPages * 4_096);
  const tables = inFile((database) =>
    database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all(),
  );
  expect(tables).toEqual(['session', 'message']);
});

test('the messages use the room, and it is made anew when little is left', () => {
  store.keepRoom();
  fill((reservedPages - lowPages / 2) * 4_096);
  expect(freePages()).toBeLessThan(lowPages);
  expect(store.keepRoom()).toBe(true);
  expect(freePages()).toBeGreaterThanOrEqual(reservedPages);
});

test('a record whose room was being made when the desk was killed opens, and has it again', () => {
  store.close();
  inFile((database) => database.exec('CREATE TABLE reserve (room BLOB NOT NULL)'));
  inFile((database) => database.prepare('INSERT INTO reserve VALUES (zeroblob(100000))').run());
  inFile((database) => database.exec('VACUUM'));
  store = open();
  expect(store.keepRoom()).toBe(true);
  expect(freePages()).toBeGreaterThanOrEqual(reservedPages);
});
