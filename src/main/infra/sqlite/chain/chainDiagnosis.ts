/**
 * Finds out from the neighbours of a row why the chain breaks there. A hash covers the row's position and the hash
 * before. So a row that was moved still fits its old neighbour at its old position, and fits nowhere else.
 */
import type Database from 'better-sqlite3';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import { chainRowsAfter, follows, type ChainRow } from './chainRows.ts';

/**
 * `changed`: a row's content or hash is not what was written; `removed`: rows are missing; `inserted`: a row
 * stands where none was written; `truncated`: the end that a checkpoint names is gone; `unreadable`: SQLite
 * can't read the row, or finds the file damaged; `schema`: the file holds tables, indexes, triggers or views other
 * than those of this program.
 */
export type ChainBreakKind = 'changed' | 'removed' | 'inserted' | 'truncated' | 'unreadable' | 'schema';

export interface Diagnosis {
  readonly kind: ChainBreakKind;
  /** The first bad position. */
  readonly position: number;
  /** What was found, as the end of a sentence. */
  readonly what: string;
}

/** The largest number of inserted rows that is recognised as an insertion; more of them count as a change. */
const insertedRowsMax = 1_000;
/**
 * The largest number of removed rows that is recognised where the rest was renumbered. Each of them costs one hash,
 * once.
 */
const removedRowsMax = 100_000;
/** How many hashes before the break the diagnosis looks at. */
export const recentHashesMax = insertedRowsMax;

/** `row` does not fit the last verified row. `recentHashes` ends with that row's hash. */
export function diagnoseBreak(
  database: Database.Database,
  row: ChainRow,
  verified: StoreHead,
  recentHashes: readonly string[],
): Diagnosis {
  const expected = verified.position + 1;
  const ahead = chainRowsAfter(database, row.position, insertedRowsMax);
  const forged = ahead.length === 0 && isForged(database, row);
  if (row.position > expected && !forged) return missing(expected, row.position);
  const inserted =
    insertedBefore(row, recentHashes, expected) ?? insertedFrom(ahead, verified.hash, expected);
  if (inserted !== undefined) return inserted;
  const removed = removedBefore(row.hash, ahead[0]);
  if (removed > 0) {
    const what = `${rowsOf(removed)} missing here, and the rest was renumbered`;
    return { kind: 'removed', position: expected, what };
  }
  const { position } = row;
  if (forged) return { kind: 'inserted', position, what: 'the last row was never written by the engine' };
  const doubt = ahead.length === 0 ? ', or was added to the end' : '';
  const what = `event ${row.eventId} of ${row.stream} is not what was written${doubt}`;
  return { kind: 'changed', position, what };
}

function missing(from: number, found: number): Diagnosis {
  const which = found - from === 1 ? `position ${from} is` : `positions ${from} to ${found - 1} are`;
  return { kind: 'removed', position: from, what: `${which} missing` };
}

/**
 * Whether the rows before this one were inserted with hashes that fit: then this row still fits the row before them.
 */
function insertedBefore(
  row: ChainRow,
  recentHashes: readonly string[],
  expected: number,
): Diagnosis | undefined {
  for (let rows = 1; rows < recentHashes.length; rows++) {
    const hash = recentHashes[recentHashes.length - 1 - rows] ?? '';
    if (follows(hash, { ...row, position: expected - rows })) return insertion(expected - rows, rows);
  }
  return undefined;
}

/**
 * Whether rows were inserted here. Then a later row, moved up together with the rest, fits the last verified one in
 * this row's place.
 */
function insertedFrom(ahead: readonly ChainRow[], hash: string, expected: number): Diagnosis | undefined {
  const index = ahead.findIndex((later) => follows(hash, { ...later, position: expected }));
  const [moved, next] = [ahead[index], ahead[index + 1]];
  if (moved === undefined) return undefined;
  const rows = index + 1;
  const together = next === undefined || follows(moved.hash, { ...next, position: next.position - rows });
  return together ? insertion(expected, rows) : undefined;
}

function insertion(position: number, rows: number): Diagnosis {
  return { kind: 'inserted', position, what: `${rowsOf(rows)} standing here without having been written` };
}

/** How many positions the row has moved down, if it was written after the row with that hash; 0 if it was not. */
function removedBefore(previousHash: string, row: ChainRow | undefined): number {
  if (row === undefined || follows(previousHash, row)) return 0;
  for (let rows = 1; rows <= removedRowsMax; rows++) {
    if (follows(previousHash, { ...row, position: row.position + rows })) return rows;
  }
  return 0;
}

/**
 * Judges the last row, which has no row after it. The row is forged when its version leaves a gap in its stream, or
 * when its hash belongs to another row.
 */
function isForged(database: Database.Database, row: ChainRow): boolean {
  const version = database
    .prepare<[unknown, number], number | null>(
      'SELECT max(version) FROM events WHERE stream = ? AND position < ?',
    )
    .pluck()
    .get(row.stream, row.position);
  if (row.version !== (version ?? -1) + 1) return true;
  const twin = database.prepare('SELECT 1 FROM events WHERE hash = ? AND position < ? LIMIT 1');
  return twin.get(row.hash, row.position) !== undefined;
}

function rowsOf(count: number): string {
  return count === 1 ? '1 row is' : `${count} rows are`;
}
