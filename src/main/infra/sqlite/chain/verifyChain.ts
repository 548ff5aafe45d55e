/** Reads the hash chain of `events.db` from its start, and says whether it is whole, or where it is broken and how. */
import type Database from 'better-sqlite3';
import type { AbortSignalLike } from '../../../../shared/kernel/abortSignal.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { emptyChainHash } from '../../../engine/events/schema/chainInput.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import type { SeenHead } from '../../../engine/events/seenHead.ts';
import type { Scheduler } from '../../../engine/ports.ts';
import { diagnoseBreak, recentHashesMax, type ChainBreakKind, type Diagnosis } from './chainDiagnosis.ts';
import { isSigned } from '../../checkpoints/signedCheckpoint.ts';
import { chainRowsAfter, follows, type ChainRow } from './chainRows.ts';
import { CheckpointTable } from './checkpointTable.ts';
import { eventDatabaseName, openEventDatabase } from '../files/eventDatabase.ts';
import { indexFault } from '../files/indexCheck.ts';
import { inTurns } from '../files/inTurns.ts';
import { sqliteCode, sqliteFault } from '../files/sqliteFault.ts';

export type ChainReport =
  | {
      readonly intact: true;
      readonly events: number;
      readonly head: StoreHead;
      /** How many checkpoints in the store were signed by a believed key. Each of them is correct and fits its row. */
      readonly checkpoints: number;
      /**
       * How many checkpoints fit, but are signed with a key that is not believed. Anybody can make such a checkpoint.
       */
      readonly foreignCheckpoints: number;
      /** Public keys of all these checkpoints, as the checkpoints name them. */
      readonly keys: readonly string[];
    }
  | {
      readonly intact: false;
      /** How many events stand before the break; all of them are verified. */
      readonly events: number;
      /** The first bad position; 0 where the damage is not in a row. */
      readonly position: number;
      readonly kind: ChainBreakKind;
      readonly message: string;
    };

export interface VerifyChainOptions {
  readonly folder: string;
  /** Name of the file in the folder; `events.db` when absent. */
  readonly name?: string;
  readonly scheduler: Scheduler;
  /** The head that somebody exported at an earlier time. */
  readonly checkpoint?: StoreHead;
  /** Heads that the store had at some time. It must still have them. */
  readonly seen?: readonly SeenHead[];
  /** Public keys that the caller believes, in the form in which a checkpoint names a key. */
  readonly believedKeys?: readonly string[];
  /** Called with the number of events verified so far, and the number of all events. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignalLike;
  /**
   * What is looked at once all rows are right: the whole file when absent, for as long as it takes; or the indexes of
   * the events alone, in turns.
   */
  readonly rest?: 'indexes';
}

type Break = Extract<ChainReport, { intact: false }>;

const pageRowsMax = 1_000;

/**
 * Verifies the chain up to the head at the call. It may run beside an engine. Faults: `store_missing`, `store_foreign`,
 * `store_too_new`, `store_locked`, `disk_error`, `canceled`. A damaged file is a report, not a fault.
 */
export async function verifyChain(options: VerifyChainOptions): Promise<Result<ChainReport, Fault>> {
  const opened = openEventDatabase(options.folder, true, options.name);
  if (!opened.ok) {
    const { code, message } = opened.error;
    if (code === 'store_damaged') return ok(unreadable(0, 0, message));
    if (code !== 'store_schema_changed') return opened;
    return ok({ intact: false, events: 0, position: 0, kind: 'schema', message });
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
  /** Hashes of the last verified rows, the newest last. An insertion may only show some rows later. */
  private recentHashes: string[] = [emptyChainHash];
  private readonly kept: CheckpointTable;
  private checkpoints = 0;
  private foreignCheckpoints = 0;
  private readonly keys = new Set<string>();

  constructor(database: Database.Database, options: VerifyChainOptions) {
    this.database = database;
    this.options = options;
    this.kept = new CheckpointTable(database);
  }

  async run(): Promise<Result<ChainReport, Fault>> {
    const { scheduler, onProgress, signal } = this.options;
    try {
      const { total, signed } = this.lastPositions();
      const early = this.beforeTheFirst();
      if (early !== undefined) return ok(early);
      while (this.verified.position < total) {
        if (signal?.aborted === true) {
          return err({ code: 'canceled', message: 'The verification was canceled' });
        }
        const broken = this.walkPage(total);
        if (broken !== undefined) return ok(broken);
        onProgress?.(this.verified.position, total);
        await new Promise<void>((resolve) => scheduler.soon(resolve));
      }
      const broken = this.againstCheckpoint() ?? this.againstKept(signed) ?? this.againstSeen();
      if (broken !== undefined) return ok(broken);
      const looked = await this.lookAtRest();
      return looked.ok ? ok(looked.value ?? this.intact()) : looked;
    } catch (error) {
      const fault = sqliteFault(error, eventDatabaseName);
      if (isOutside(error)) return err(fault);
      if (sqliteCode(error) === '') throw error;
      const { position } = this.verified;
      return ok(unreadable(position, position + 1, fault.message));
    }
  }

  private walkPage(total: number): Break | undefined {
    const limit = Math.min(pageRowsMax, total - this.verified.position);
    const rows = chainRowsAfter(this.database, this.verified.position, limit);
    if (rows.length === 0) {
      const position = this.verified.position + 1;
      return this.broken({ kind: 'removed', position, what: 'rows up to the end are missing' });
    }
    const before = this.verified;
    for (const row of rows) {
      const expected = this.verified.position + 1;
      if (row.position > expected || !follows(this.verified.hash, row)) {
        return this.broken(diagnoseBreak(this.database, row, this.verified, this.recentHashes));
      }
      const checkpoint = this.options.checkpoint;
      if (checkpoint?.position === row.position && checkpoint.hash !== row.hash) {
        const what = 'the chain is whole, but not the one of the checkpoint: it was written anew';
        return this.broken({ kind: 'changed', position: row.position, what });
      }
      this.verified = { position: row.position, hash: row.hash };
      this.recentHashes.push(row.hash);
    }
    this.recentHashes = this.recentHashes.slice(-recentHashesMax);
    return this.walkKept(before.position, rows);
  }

  /** Compares a page of rows with the kept checkpoints: a chain that somebody wrote anew fits in itself. */
  private walkKept(after: number, rows: readonly ChainRow[]): Break | undefined {
    const { believedKeys = [] } = this.options;
    for (const checkpoint of this.kept.within(after + 1, this.verified.position)) {
      const { position, hash, publicKey } = checkpoint;
      if (!isSigned(checkpoint)) {
        return this.broken({
          kind: 'changed',
          position,
          what: 'the signed checkpoint kept there was changed',
        });
      }
      if (rows[position - after - 1]?.hash !== hash) {
        const sound = this.kept.last(position - 1)?.position ?? 0;
        const what = `the chain is whole, but not the one that was signed there: it was written anew, somewhere after position ${sound}`;
        return this.broken({ kind: 'changed', position, what });
      }
      this.keys.add(publicKey);
      if (believedKeys.includes(publicKey)) this.checkpoints++;
      else if (this.checkpoints === 0) this.foreignCheckpoints++;
      else {
        const what = 'the checkpoint kept there is signed with a key that is not the one of those before it';
        return this.broken({ kind: 'changed', position, what });
      }
    }
    return undefined;
  }

  /** Finds rows at positions below 1. They stand before the chain, where a reader of all events never looks. */
  private beforeTheFirst(): Break | undefined {
    const lowest = this.database.prepare<[], number | null>('SELECT min(position) FROM events').pluck().get();
    if (typeof lowest !== 'number' || lowest >= 1) return undefined;
    return this.broken({ kind: 'inserted', position: lowest, what: 'the first event is at position 1' });
  }

  private againstCheckpoint(): Break | undefined {
    const { checkpoint } = this.options;
    const { position } = this.verified;
    if (checkpoint === undefined) return undefined;
    if (checkpoint.position === 0 && checkpoint.hash !== emptyChainHash) {
      const what = 'no chain begins with the hash of the checkpoint';
      return this.broken({ kind: 'changed', position: 0, what });
    }
    if (checkpoint.position <= position) return undefined;
    const what = `the store ends at ${position}, the checkpoint at ${checkpoint.position}`;
    return this.broken({ kind: 'truncated', position: position + 1, what });
  }

  /** Finds that the end was removed while the checkpoint that was signed after it is still there. */
  private againstKept(signed: number): Break | undefined {
    const { position } = this.verified;
    if (signed <= position) return undefined;
    const what = `the store ends at ${position}, its own last checkpoint is at ${signed}`;
    return this.broken({ kind: 'truncated', position: position + 1, what });
  }

  private againstSeen(): Break | undefined {
    const { position } = this.verified;
    const hashAt = this.database
      .prepare<[number], string>('SELECT hash FROM events WHERE position = ?')
      .pluck();
    for (const seen of this.options.seen ?? []) {
      if (seen.position > position) {
        const what = `the store ends at ${position}, but ${seen.by} has seen ${seen.position}`;
        return this.broken({ kind: 'truncated', position: position + 1, what });
      }
      if (seen.position === 0 || seen.hash === undefined || hashAt.get(seen.position) === seen.hash) continue;
      const what = `the chain is whole, but not the one that ${seen.by} has seen`;
      return this.broken({ kind: 'changed', position: seen.position, what });
    }
    return undefined;
  }

  /** Looks for damage in the rest of the file, such as its indexes, once all rows are right. */
  private async lookAtRest(): Promise<Result<Break | undefined, Fault>> {
    const { rest, scheduler, signal } = this.options;
    const looked =
      rest === 'indexes'
        ? await inTurns(indexFault(this.database, 'events'), scheduler, signal)
        : ok(this.wholeFile());
    if (!looked.ok) return looked;
    if (looked.value === undefined) return ok(undefined);
    const message = `every event is right, but the file is damaged: ${looked.value}`;
    return ok(unreadable(this.verified.position, 0, message));
  }

  private wholeFile(): string | undefined {
    const found = String(this.database.pragma('integrity_check(1)', { simple: true }));
    return found === 'ok' ? undefined : found;
  }

  private intact(): ChainReport {
    const { verified, checkpoints, foreignCheckpoints, keys } = this;
    const { position: events } = verified;
    return { intact: true, events, head: verified, checkpoints, foreignCheckpoints, keys: [...keys] };
  }

  private broken({ kind, position, what }: Diagnosis): Break {
    const message = `The chain is broken at position ${position} (${kind}): ${what}`;
    return {
      intact: false,
      events: Math.max(0, Math.min(this.verified.position, position - 1)),
      position,
      kind,
      message,
    };
  }

  /** Last positions of events and of kept checkpoints, read at one moment, because a writer may write meanwhile. */
  private lastPositions(): { readonly total: number; readonly signed: number } {
    return this.database.transaction(() => {
      const last = this.database.prepare<[], number>('SELECT max(position) FROM events').pluck().get();
      return { total: last ?? 0, signed: this.kept.last()?.position ?? 0 };
    })();
  }
}

function unreadable(events: number, position: number, message: string): Break {
  return { intact: false, events, position, kind: 'unreadable', message };
}

/** Whether the file itself may be sound: it is locked, or its disk does not answer. */
function isOutside(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED|CANTOPEN|PERM|IOERR(?!_SHORT_READ|_CORRUPT))/.test(sqliteCode(error));
}
