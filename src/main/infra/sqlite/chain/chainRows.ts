/** Reads rows of `events` for verification. */
import type Database from 'better-sqlite3';
import type { EventRow } from '../../../engine/events/schema/eventRow.ts';
import { chainHash } from './chainHash.ts';
import { eventColumns } from '../files/eventDatabase.ts';

/** A row of `events` with its hash in the chain. In a damaged or forged file a column may be of any type. */
export type ChainRow = EventRow & { readonly hash: string };

/** The rows after a position, in order of position. */
export function chainRowsAfter(
  database: Database.Database,
  position: number,
  limit: number,
): readonly ChainRow[] {
  return database
    .prepare<[number, number], ChainRow>(
      `SELECT ${eventColumns}, hash FROM events WHERE position > ? ORDER BY position LIMIT ?`,
    )
    .all(position, limit);
}

/** Whether this row was written right after the row with that hash. */
export function follows(previousHash: string, row: ChainRow): boolean {
  return isPlain(row) && chainHash(previousHash, row) === row.hash;
}

/**
 * Whether no column but the data has a control character. With one, text could move from one column to the next and
 * keep the hash.
 */
function isPlain(row: ChainRow): boolean {
  const { stream, eventId, type, correlationId, causationId, actor, time, data } = row;
  const columns: unknown[] = [stream, eventId, type, correlationId, actor, time];
  return (
    typeof data === 'string' &&
    Number.isInteger(row.version) &&
    Number.isInteger(row.schemaVersion) &&
    // An empty causation would have the same bytes as a missing one.
    (causationId === null || (causationId !== '' && isPlainText(causationId))) &&
    columns.every(isPlainText)
  );
}

function isPlainText(column: unknown): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return typeof column === 'string' && !/[\u0000-\u001f]/.test(column);
}
