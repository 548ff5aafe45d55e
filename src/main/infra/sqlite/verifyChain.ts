/** Walks the hash chain of `events.db` and says whether it is whole, or where it is broken and how. */
import type Database from 'better-sqlite3';
import type { CancelSignal } from '../../../shared/kernel/cancelSignal.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { emptyChainHash } from '../../engine/events/chainInput.ts';
import type { EventRow } from '../../engine/events/eventRow.ts';
import type { StoreHead } from '../../engine/events/eventStore.ts';
import type { Scheduler } from '../../engine/ports.ts';
import { chainHash } from './chainHash.ts';
import { eventColumns, eventDatabaseName, openEventDatabase } from './eventDatabase.ts';
import { isDamage, sqliteFault } from './sqliteFault.ts';

/**
 * `changed`: a row's content or hash is not what was written; `removed`: rows are missing; `inserted`: a row
 * stands where none was written; `truncated`: the end that a checkpoint names is gone; `unreadable`: SQLite
 * can't read the row, or finds the file damaged.
 */
export type ChainBreakKind = 'changed' | 'removed' | 'inserted' | 'truncated' | 'unreadable';

export type ChainReport =
  | { readonly intact: true; readonly events: number; readonly head: StoreHead }
  | {
      readonly intact: false;
      /** Events before the break, all of them verified. */
      readonly events: number;
      /** The first bad position; 0 where the damage is not in a row. */
      readonly position: number;
      readonly kind: ChainBreakKind;
      readonly message: string;
    };

export interface VerifyChainOptions {
  readonly folder: string;
  readonly scheduler: Scheduler;
  /** The head as it was exported at an earlier time. */
  readonly checkpoint?: StoreHead;
  /** Events verified so far, and how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: CancelSignal;
}

type ChainRow = EventRow & { readonly hash: string };
type Break = Extract<ChainReport, { intact: false }>;

const pageRowsMax = 1_000;
/** How far ahead of a break is looked to tell removed and inserted rows from changed ones. */
const lookAheadRows = 16;

/**
 * Reads beside a running engine, up to the head at the call. Faults: `store_missing`, `store_foreign`,
 * `store_too_new`, `canceled`. A damaged file is a report, not a fault.
 */
export async function verifyChain(options: VerifyChainOptions): Promise<Result<ChainReport, Fault>> {
  const opened = openEventDatabase(options.folder, true);
  if (!opened.ok) {
    return opened.error.code === 'store_damaged' ? ok(unreadable(0, 0, opened.error.message)) : opened;
  }
  try {
    return await new ChainWalk(opened.value, options).run();
  } finally {
    opened.value.close();
  }
}

class ChainWalk {
  private readonly database: Database.Database;
  private readonly options: VerifyChainOptions;
  private verified: StoreHead = { position: 0, hash: emptyChainHash };

  constructor(database: Database.Database, options: VerifyChainOptions) {
    this.database = database;
    this.options = options;
  }

  async run(): Promise<Result<ChainReport, Fault>> {
    const { scheduler, onProgress, signal } = this.options;
    try {
      const total = this.lastPosition();
      while (this.verified.position < total) {
        if (signal?.aborted === true) {
          return err({ code: 'canceled', message: 'The verification was canceled' });
        }
        const broken = this.walkPage(total);
        if (broken !== undefined) return ok(broken);
        onProgress?.(this.verified.position, total);
        await new Promise<void>((resolve) => scheduler.soon(resolve));
      }
      return ok(this.againstCheckpoint() ?? this.fileDamage() ?? this.intact());
    } catch (error) {
      const { position } = this.verified;
      if (isDamage(error)) {
        return ok(unreadable(position, position + 1, sqliteFault(error, eventDatabaseName).message));
      }
      throw error;
    }
  }

  private walkPage(total: number): Break | undefined {
    const rows = this.rowsAfter(
      this.verified.position,
      Math.min(pageRowsMax, total - this.verified.position),
    );
    if (rows.length === 0) {
      return this.broken('removed', this.verified.position + 1, 'rows up to the end are missing');
    }
    for (const row of rows) {
      const expected = this.verified.position + 1;
      if (row.position > expected) return this.gap(expected, row.position);
      if (!follows(this.verified.hash, row)) return this.classify(row);
      const checkpoint = this.options.checkpoint;
      if (checkpoint?.position === row.position && checkpoint.hash !== row.hash) {
        const message = 'the chain is whole, but not the one of the checkpoint: it was written anew';
        return this.broken('changed', row.position, message);
      }
      this.verified = { position: row.position, hash: row.hash };
    }
    return undefined;
  }

  /** The row does not follow from the one before: what comes after it tells why. */
  private classify(row: ChainRow): Break {
    const { position } = row;
    const ahead = this.rowsAfter(position, lookAheadRows);
    for (const [index, later] of ahead.entries()) {
      if (follows(this.verified.hash, { ...later, position })) {
        return this.broken('inserted', position, `${index + 1} row(s) stand here that were never written`);
      }
    }
    const missing = missingBefore(row.hash, ahead[0]);
    if (missing > 0) {
      return this.broken(
        'removed',
        position,
        `${missing} row(s) are missing here, and the rest was renumbered`,
      );
    }
    return this.broken('changed', position, `event ${row.eventId} of ${row.stream} is not what was written`);
  }

  private gap(from: number, found: number): Break {
    const which = found - from === 1 ? `position ${from} is` : `positions ${from} to ${found - 1} are`;
    return this.broken('removed', from, `${which} missing`);
  }

  private againstCheckpoint(): Break | undefined {
    const { checkpoint } = this.options;
    const { position } = this.verified;
    if (checkpoint === undefined || checkpoint.position <= position) return undefined;
    const message = `the store ends at ${position}, the checkpoint at ${checkpoint.position}`;
    return this.broken('truncated', position + 1, message);
  }

  /** All rows are right; what else is in the file, such as its indexes, may still be damaged. */
  private fileDamage(): Break | undefined {
    const found = String(this.database.pragma('integrity_check(1)', { simple: true }));
    if (found === 'ok') return undefined;
    return unreadable(this.verified.position, 0, `every event is right, but the file is damaged: ${found}`);
  }

  private intact(): ChainReport {
    return { intact: true, events: this.verified.position, head: this.verified };
  }

  private broken(kind: ChainBreakKind, position: number, what: string): Break {
    const message = `The chain is broken at position ${position} (${kind}): ${what}`;
    return { intact: false, events: this.verified.position, position, kind, message };
  }

  private lastPosition(): number {
    const last = this.database.prepare<[], number>('SELECT max(position) FROM events').pluck().get();
    return last ?? 0;
  }

  private rowsAfter(position: number, limit: number): readonly ChainRow[] {
    return this.database
      .prepare<[number, number], ChainRow>(
        `SELECT ${eventColumns}, hash FROM events WHERE position > ? ORDER BY position LIMIT ?`,
      )
      .all(position, limit);
  }
}

function unreadable(events: number, position: number, message: string): Break {
  return { intact: false, events, position, kind: 'unreadable', message };
}

/** How many positions the row has moved down, if it was written after the row of that hash; 0 if it did not. */
function missingBefore(previousHash: string, row: ChainRow | undefined): number {
  if (row === undefined) return 0;
  for (let missing = 1; missing <= lookAheadRows; missing++) {
    if (follows(previousHash, { ...row, position: row.position + missing })) return missing;
  }
  return 0;
}

/** Whether the row is the one that was written after the row of that hash. */
function follows(previousHash: string, row: ChainRow): boolean {
  return isPlain(row) && chainHash(previousHash, row) === row.hash;
}

/** Outside the data a control character could move text from one column to the next and keep the hash. */
function isPlain(row: ChainRow): boolean {
  const { stream, eventId, type, correlationId, causationId, actor, time, data } = row;
  const columns: unknown[] = [stream, eventId, type, correlationId, causationId ?? '', actor, time];
  return (
    typeof data === 'string' &&
    Number.isInteger(row.version) &&
    Number.isInteger(row.schemaVersion) &&
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    columns.every((column) => typeof column === 'string' && !/[\u0000-\u001f]/.test(column))
  );
}
