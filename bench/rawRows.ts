/** What the disk and SQLite can do: rows as wide as an event's, written by better-sqlite3 alone. */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { systemClock } from '../src/main/infra/clock/systemClock.ts';
import { uuidV7 } from '../src/main/infra/clock/uuidV7.ts';
import { inFolder } from './inFolder.ts';
import { ratePerSecond } from './ratePerSecond.ts';
import { sampleEvent, type SampleEvent } from './sampleEvent.ts';

/** The columns of an event's table; `integer` is the type of its positions. */
export function rawColumns(integer: 'INTEGER' | 'BIGINT'): string {
  return `position ${integer} PRIMARY KEY, stream TEXT NOT NULL, version ${integer} NOT NULL,
    event_id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, schema_version INTEGER NOT NULL, data TEXT NOT NULL,
    correlation_id TEXT NOT NULL, causation_id TEXT, actor TEXT NOT NULL, time TEXT NOT NULL, hash TEXT NOT NULL,
    UNIQUE (stream, version)`;
}

/** Rows a second in groups of that size, each group one commit that is synced. */
export function rawRate(parent: string, group: number, runMs: number): Promise<number> {
  return inFolder(parent, async (folder) => {
    const database = new Database(join(folder, 'raw.db'));
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.exec(`CREATE TABLE events (${rawColumns('INTEGER')})`);
    const rate = await ratePerSecond(groupWriter(database, group), runMs);
    database.close();
    return rate;
  });
}

function groupWriter(database: Database.Database, group: number): () => number {
  const insert = database.prepare('INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?,?)');
  const ids = uuidV7(systemClock());
  let appended = 0;
  const insertGroup = database.transaction(() => {
    for (let i = 0; i < group; i++) insert.run(...rawRow(sampleEvent(ids, appended), ++appended));
  });
  return () => {
    insertGroup.immediate();
    return group;
  };
}

/** The values of an event's columns, in their order. */
export function rawRow({ streamId, event }: SampleEvent, position: number): readonly unknown[] {
  const { type, data, eventId, correlationId, actor } = event;
  const time = '2026-11-23T09:31:07.412003Z';
  const hash = 'f'.repeat(64);
  return [
    position,
    streamId,
    0,
    eventId,
    type,
    1,
    JSON.stringify(data),
    correlationId,
    null,
    actor,
    time,
    hash,
  ];
}
