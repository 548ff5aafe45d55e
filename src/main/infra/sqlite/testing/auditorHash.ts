/** The chain's hash as an auditor computes it from the documents. */
import type Database from 'better-sqlite3';
import { createHash } from 'node:crypto';

export type AuditedRow = Readonly<Record<string, string | number | null>>;

/** What an auditor computes from the documented form alone; the code under test is not asked. */
export function auditorHash(row: AuditedRow, previous: string): string {
  const columns = ['position', 'stream', 'version', 'event_id', 'type', 'schema_version'];
  columns.push('correlation_id', 'causation_id', 'actor', 'time', 'data');
  const text = [previous, ...columns.map((column) => row[column] ?? '')].join('\n');
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Gives every row the hash that fits, as a forger who knows the recipe does. */
export function rehash(database: Database.Database): void {
  const set = database.prepare('UPDATE events SET hash = ? WHERE position = ?');
  let previous = '0'.repeat(64);
  for (const row of database.prepare<[], AuditedRow>('SELECT * FROM events ORDER BY position').all()) {
    previous = auditorHash(row, previous);
    set.run(previous, row['position']);
  }
}
