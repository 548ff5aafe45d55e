/** Rows of `events` as verification reads them. */
import type Database from 'better-sqlite3';
import type { EventRow } from '../../../engine/events/schema/eventRow.ts';
import { chainHash } from './chainHash.ts';
import { eventColumns } from '../events/eventDatabase.ts';

/** A row of `events` with its place in the chain. What a damaged or forged file holds may be of any type. */
export type ChainRow = EventRow & { readonly hash: string };

/** Rows after a position, in order of position. */
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

/** Whether the row is the one that was written after the row of that hash. */
export function follows(previousHash: string, row: ChainRow): boolean {
  return isPlain(row) && chainHash(previousHash, row) === row.hash;
}

/** Outside the data a control character could move text from one column to the next and keep the hash. */
function isPlain(row: ChainRow): boolean {
  const { stream, eventId, type, correlationId, causationId, actor, time, data } = row;
  const columns: unknown[] = [stream, eventId, type, correlationId, actor, time];
  return (
    typeof data === 'string' &&
    Number.isInteger(row.version) &&
    Number.isInteger(row.schemaVersion) &&
    // An empty causation would have the bytes of a missing one.
    (causationId === null || (causationId !== '' && isPlainText(causationId))) &&
    columns.every(isPlainText)
  );
}

function isPlainText(column: unknown): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return typeof column === 'string' && !/[\u0000-\u001f]/.test(column);
}
