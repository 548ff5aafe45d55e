/** Reads the hash chain of the record in PostgreSQL from its start, and compares it with the copy on this machine. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import { counted } from '../../../shared/kernel/counted.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { emptyChainHash } from '../../engine/events/schema/chainInput.ts';
import type { StoreHead } from '../../engine/events/eventStore.ts';
import { isSigned } from '../checkpoints/signedCheckpoint.ts';
import { follows, type ChainRow } from '../sqlite/chain/chainRows.ts';
import { eventDatabaseName, openEventDatabase } from '../sqlite/files/eventDatabase.ts';
import { checkpointsAfter, storeIdOf, type KeptCheckpoint } from './postgresRecord.ts';
import { placeOf, type PostgresSettings } from './recordAddress.ts';
import { recordFault } from './recordFault.ts';
import { noWriterRow } from './recordLease.ts';
import { rowsAfter } from './recordRows.ts';
import { hasRecord } from './recordSchema.ts';
import { RecordSession } from './recordSession.ts';

export interface RecordReport {
  readonly intact: boolean;
  /** How many events of the record are verified. */
  readonly events: number;
  /** Position and hash of the last of them. */
  readonly head: StoreHead;
  /** The first bad position; absent where there is none. */
  readonly position?: number;
  /** The result as a sentence. */
  readonly message: string;
}

export interface VerifyRecordOptions {
  readonly settings: PostgresSettings;
  /** The data folder with the copy. */
  readonly folder: string;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignalLike | undefined;
}

const pageRowsMax = 1_000;
const format = 'breakwater-checkpoint-1';

/**
 * Works beside the engine that writes the record. Faults: `record_unreachable`, `record_refused`, `record_unfit`,
 * `record_missing`, `record_older`, `record_changed`, `canceled`, and those of openEventDatabase.
 */
export async function verifyRecord(options: VerifyRecordOptions): Promise<Result<RecordReport, Fault>> {
  const { settings, folder } = options;
  const place = placeOf(settings);
  let session: RecordSession | undefined;
  try {
    // The copy is read first: the record must have every event that the copy has by then.
    const copy = copiedHead(folder);
    if (!copy.ok) return copy;
    session = await RecordSession.open(settings, 'desk verify');
    if (!(await hasRecord(session))) {
      return err({ code: 'record_missing', message: `PostgreSQL has no record: ${place}` });
    }
    return ok(await new RecordWalk(session, options).run(copy.value));
  } catch (error) {
    if (options.signal?.aborted === true) {
      return err({ code: 'canceled', message: 'The verification was canceled' });
    }
    return err(recordFault(error, place));
  } finally {
    await session?.close();
  }
}

function copiedHead(folder: string): Result<StoreHead | undefined, Fault> {
  if (!existsSync(join(folder, eventDatabaseName))) return ok(undefined);
  const opened = openEventDatabase(folder, true);
  if (!opened.ok) return opened;
  const database = opened.value;
  try {
    return ok(
      database
        .prepare<[], StoreHead>('SELECT position, hash FROM events ORDER BY position DESC LIMIT 1')
        .get(),
    );
  } finally {
    database.close();
  }
}

/** The head that was written last, and the first and the last position of the rows and the checkpoints. */
interface Extent extends StoreHead {
  readonly firstRow: number | null;
  readonly lastRow: number | null;
  readonly firstSigned: number | null;
  readonly lastSigned: number | null;
}

class RecordWalk {
  private readonly session: RecordSession;
  private readonly options: VerifyRecordOptions;
  private verified: StoreHead = { position: 0, hash: emptyChainHash };

  constructor(session: RecordSession, options: VerifyRecordOptions) {
    this.session = session;
    this.options = options;
  }

  async run(copy: StoreHead | undefined): Promise<RecordReport> {
    const { onProgress, signal } = this.options;
    const written = await this.extent();
    const outside = this.outside(written);
    if (outside !== undefined) return outside;
    const checkpoints = await checkpointsAfter(this.session, 0);
    const store = await storeIdOf(this.session);
    let next = 0;
    while (this.verified.position < written.position) {
      if (signal?.aborted === true) throw new Error('canceled');
      const rows = await this.page(written.position);
      for (const row of rows) {
        if (row.position !== this.verified.position + 1 || !follows(this.verified.hash, row)) {
          return this.broken('is not what was written');
        }
        this.verified = { position: row.position, hash: row.hash };
        if (copy?.position === row.position && copy.hash !== row.hash) {
          return this.bad('is not the one of the copy in the data folder');
        }
        for (; checkpoints[next]?.position === row.position; next++) {
          if (!fits(checkpoints[next], store, row)) {
            return this.bad('does not fit the checkpoint that was signed there');
          }
        }
      }
      if (rows.length === 0) return this.broken('is missing');
      onProgress?.(this.verified.position, written.position);
    }
    return this.atEnd(written, copy, next);
  }

  /** What stands before or behind the chain, where no reader of the events from the first to the head looks. */
  private outside({
    position,
    firstRow,
    lastRow,
    firstSigned,
    lastSigned,
  }: Extent): RecordReport | undefined {
    if (firstRow !== null && firstRow < 1) {
      return this.report(firstRow, 'was inserted: the first one is at 1');
    }
    if (lastRow !== null && lastRow > position) {
      return this.report(position + 1, `was inserted: the head that was written last is at ${position}`);
    }
    if (lastSigned !== null && lastSigned > position) {
      return this.report(position + 1, `is missing: the last signed checkpoint is at ${lastSigned}`);
    }
    if (firstSigned === null || firstSigned >= 1) return undefined;
    return this.report(firstSigned, 'can not be: a checkpoint is kept for it');
  }

  private atEnd(written: StoreHead, copy: StoreHead | undefined, checkpoints: number): RecordReport {
    const { verified } = this;
    if (verified.hash !== written.hash) return this.bad('is not the head that was written last');
    if (copy !== undefined && copy.position > verified.position) {
      return this.broken(`is missing: the copy in the data folder ends at ${copy.position}`);
    }
    const signed = checkpoints === 0 ? '' : ` and ${counted(checkpoints, 'signed checkpoint')}`;
    const message = `the record in PostgreSQL has ${counted(verified.position, 'event')}${signed} as written, the copy among them`;
    return { intact: true, events: verified.position, head: verified, message };
  }

  /** All of it at one moment, because an engine may write meanwhile. */
  private async extent(): Promise<Extent> {
    const { rows } = await this.session.ask<Extent>({
      text: `SELECT position, hash,
          (SELECT min(position) FROM breakwater.events) AS "firstRow",
          (SELECT max(position) FROM breakwater.events) AS "lastRow",
          (SELECT min(position) FROM breakwater.checkpoints) AS "firstSigned",
          (SELECT max(position) FROM breakwater.checkpoints) AS "lastSigned"
        FROM breakwater.writer`,
    });
    if (rows[0] !== undefined) return rows[0];
    throw noWriterRow();
  }

  private async page(last: number): Promise<readonly ChainRow[]> {
    const { position } = this.verified;
    const query = rowsAfter(position, Math.min(pageRowsMax, last - position));
    return (await this.session.ask<ChainRow>(query)).rows;
  }

  /** The row after the last verified one. */
  private broken(what: string): RecordReport {
    return this.report(this.verified.position + 1, what);
  }

  /** The last verified row. */
  private bad(what: string): RecordReport {
    return this.report(this.verified.position, what);
  }

  private report(position: number, what: string): RecordReport {
    const message = `The record in PostgreSQL is not whole: its event at position ${position} ${what}`;
    const events = Math.max(0, Math.min(this.verified.position, position - 1));
    return { intact: false, events, head: this.verified, position, message };
  }
}

function fits(kept: KeptCheckpoint | undefined, store: string, { hash }: ChainRow): boolean {
  return kept?.hash === hash && isSigned({ format, store, ...kept });
}
