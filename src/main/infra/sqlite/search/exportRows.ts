/** Rows of `events.db` as they stand, with the hashes that prove them. */
import type Database from 'better-sqlite3';
import { emptyChainHash } from '../../../engine/events/schema/chainInput.ts';
import type { EventRow } from '../../../engine/events/schema/eventRow.ts';
import { eventColumns } from '../files/eventDatabase.ts';
import { positionsWithin } from './positionsWithin.ts';

export interface ExportedRow extends EventRow {
  /** Hash of the row before, also for the first row of the range. */
  readonly previousHash: string;
  readonly hash: string;
}

export interface ExportRange {
  /** Inclusive. */
  readonly fromPosition?: number | undefined;
  /** Inclusive. */
  readonly toPosition?: number | undefined;
  /** UTC text, inclusive. */
  readonly fromTime?: string | undefined;
  /** UTC text, exclusive. */
  readonly toTime?: string | undefined;
}

const pageRowsMax = 500;

/**
 * The rows of the range in order, without a gap, so that each row's `previousHash` is the `hash` of the row before.
 * Where the clock was set back, a range of times may hold rows from outside it.
 */
export function* exportRows(
  database: Database.Database,
  range: ExportRange,
): Generator<ExportedRow, void, undefined> {
  const within = positionsWithin(database, { timeFrom: range.fromTime, timeTo: range.toTime });
  const first = Math.max(within.first, range.fromPosition ?? 1);
  const last = Math.min(within.last, range.toPosition ?? within.last);
  const hashAt = database.prepare<[number], string>('SELECT hash FROM events WHERE position = ?').pluck();
  const page = database.prepare<[number, number], EventRow & { hash: string }>(
    `SELECT ${eventColumns}, hash FROM events WHERE position BETWEEN ? AND ? ORDER BY position LIMIT ${pageRowsMax}`,
  );
  let previousHash = hashAt.get(first - 1) ?? emptyChainHash;
  for (let from = first; from <= last;) {
    const rows = page.all(from, last);
    for (const row of rows) {
      yield { ...row, previousHash };
      previousHash = row.hash;
      from = row.position + 1;
    }
    if (rows.length < pageRowsMax) return;
  }
}
