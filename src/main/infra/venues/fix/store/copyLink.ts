/** What a session's file knows of the record elsewhere that it is a copy of. */
import type Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { LostMessages } from './sessionRecord.ts';

export const linkTable = `CREATE TABLE IF NOT EXISTS record_link (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- Tells this file from the copies on other machines.
  file TEXT NOT NULL,
  -- Messages that engines before may have sent, and that no record has, as JSON.
  lost TEXT NOT NULL
)`;

interface LinkRow {
  readonly file: string;
  readonly lost: string;
}

const lostSchema = z.array(z.object({ epoch: z.number(), from: z.number(), position: z.number() }));

/** Throws where the text is none of ours. */
export function parseLost(text: string): readonly LostMessages[] {
  return lostSchema.parse(JSON.parse(text));
}

/** The file's own id; it gets one the first time. */
export function fileIdOf(database: Database.Database): string {
  database.exec(linkTable);
  database.prepare("INSERT OR IGNORE INTO record_link VALUES (1, ?, '[]')").run(randomUUID());
  return linkIn(database)?.file ?? '';
}

export function readLost(database: Database.Database): readonly LostMessages[] {
  const isThere = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'record_link'").get();
  return isThere === undefined ? [] : parseLost(linkIn(database)?.lost ?? '[]');
}

/** The file must have its id. */
export function keepLost(database: Database.Database, lost: readonly LostMessages[]): void {
  database.prepare('UPDATE record_link SET lost = ?').run(JSON.stringify(lost));
}

function linkIn(database: Database.Database): LinkRow | undefined {
  return database.prepare<[], LinkRow>('SELECT * FROM record_link').get();
}
