/**
 * Brings the copy on this machine, `events.db`, to the head of the record. A difference between the two is refused,
 * never mended.
 */
import type Database from 'better-sqlite3';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { StoreHead } from '../../engine/events/eventStore.ts';
import { CheckpointTable } from '../sqlite/chain/checkpointTable.ts';
import { follows } from '../sqlite/chain/chainRows.ts';
import { eventDatabaseName, openEventDatabase } from '../sqlite/files/eventDatabase.ts';
import { sqliteFault } from '../sqlite/files/sqliteFault.ts';
import { EventWriter } from '../sqlite/log/eventWriter.ts';
import { HeadRecord, readHeadRecord } from '../sqlite/log/headRecord.ts';
import type { PostgresRecord } from './postgresRecord.ts';
import { RecordError } from './recordFault.ts';
import { batchOf } from './recordRows.ts';

const pageRowsMax = 1_000;
const format = 'breakwater-checkpoint-1';

/** The methods of the record that catchUp calls. */
export type ReadRecord = Pick<
  PostgresRecord,
  'place' | 'head' | 'storeId' | 'has' | 'rowsAfter' | 'checkpointsAfter'
>;

type OnProgress = (done: number, total: number) => void;

/**
 * Gives the number of events that the copy did not have. Throws RecordError. The head that the copy will have is noted
 * before: whoever trades on a copy that was cut short, without the record, is told by the note.
 */
export async function catchUp(folder: string, record: ReadRecord, onProgress?: OnProgress): Promise<number> {
  const copy = await FollowedCopy.open(folder, record);
  try {
    await noteHead(folder, record);
    return await copy.follow(onProgress);
  } finally {
    copy.close();
  }
}

/** Notes the record's head beside the copy. An earlier note that the record does not have stays, as evidence. */
async function noteHead(folder: string, record: ReadRecord): Promise<void> {
  const { head } = record;
  const { position, hash } = readHeadRecord(folder) ?? { position: 0, hash: '' };
  if (position >= head.position || (position > 0 && !(await record.has({ position, hash })))) return;
  const note = new HeadRecord(folder, false);
  note.note(head);
  note.close();
}

/** The copy while nobody but this object writes it. Every method throws RecordError. */
export class FollowedCopy {
  private readonly database: Database.Database;
  private readonly writer: EventWriter;
  private readonly record: ReadRecord;
  private hasCheckpoints = false;

  private constructor(database: Database.Database, record: ReadRecord) {
    this.database = database;
    this.writer = new EventWriter(database);
    this.record = record;
  }

  /** Opens the copy of a folder, or makes one, and compares it with the record. */
  static async open(folder: string, record: ReadRecord): Promise<FollowedCopy> {
    const opened = openEventDatabase(folder);
    if (!opened.ok) throw new RecordError(withRemedy(opened.error));
    try {
      const copy = new FollowedCopy(opened.value, record);
      if (copy.head.position === 0) await copy.takeStoreId();
      else await compare(folder, opened.value, copy.head, record);
      return copy;
    } catch (error) {
      opened.value.close();
      throw asRecordError(error);
    }
  }

  get head(): StoreHead {
    return this.writer.head;
  }

  /** Verifies and copies what the record has since. Gives the number of events. */
  async follow(onProgress?: OnProgress): Promise<number> {
    try {
      const before = this.head.position;
      await copyRows(this.writer, this.record, onProgress);
      const copied = this.head.position - before;
      // A checkpoint that comes alone is copied with the next events.
      if (copied > 0 || !this.hasCheckpoints) await this.copyCheckpoints();
      this.hasCheckpoints = true;
      return copied;
    } catch (error) {
      throw asRecordError(error);
    }
  }

  /** An empty copy takes the record's id. */
  private async takeStoreId(): Promise<void> {
    const storeId = await this.record.storeId();
    // The writer takes a commit that changes nothing for a log that was cut short.
    if (new CheckpointTable(this.database).storeId() === storeId) return;
    this.writer.beside(() => this.database.prepare('UPDATE store SET id = ?').run(storeId));
  }

  private async copyCheckpoints(): Promise<void> {
    const table = new CheckpointTable(this.database);
    const store = await this.record.storeId();
    const kept = await this.record.checkpointsAfter(table.last()?.position ?? 0);
    if (kept.length === 0) return;
    // Only the writer writes: it takes what came without it for a change by another program.
    this.writer.beside(() => {
      for (const one of kept) table.add({ format, store, ...one });
    });
  }

  close(): void {
    this.writer.close();
    this.database.close();
  }
}

function asRecordError(error: unknown): RecordError {
  return error instanceof RecordError
    ? error
    : new RecordError(withRemedy(sqliteFault(error, eventDatabaseName)));
}

/** A copy can be made again, which the words for a store that stands alone can't say. */
function withRemedy(fault: Fault): Fault {
  if (fault.code !== 'store_damaged' && fault.code !== 'store_foreign') return fault;
  const remedy = `It is a copy of the record in PostgreSQL: move ${eventDatabaseName} away, and the next start makes a new one`;
  return { ...fault, message: `${fault.message}. ${remedy}` };
}

/** Makes sure that the copy is a copy of this record, and nothing more. */
async function compare(
  folder: string,
  database: Database.Database,
  head: StoreHead,
  record: ReadRecord,
): Promise<void> {
  const { position } = head;
  const { place } = record;
  const storeId = await record.storeId();
  const refusal = (code: string, what: string): RecordError =>
    new RecordError({ code, message: `${what} Nothing was changed.`, details: { folder, place } });
  if (record.head.position === 0) {
    throw refusal(
      'record_empty',
      `The data folder ${folder} has ${position} events, and the record in PostgreSQL (${place}) has none: desk migrate --to postgres moves them there.`,
    );
  }
  if (new CheckpointTable(database).storeId() !== storeId) {
    throw refusal(
      'record_other',
      `The data folder ${folder} holds the events of another store than the record in PostgreSQL (${place}): expected the folder of this record, or one without ${eventDatabaseName}.`,
    );
  }
  if (position > record.head.position) {
    throw refusal(
      'record_behind',
      `The copy ${eventDatabaseName} in ${folder} has ${position} events, and the record in PostgreSQL (${place}) only ${record.head.position}: the record was rolled back, or this folder was used without it. Put the record back as it was, or move the rest there with desk migrate --to postgres; where the record stays as it is, move ${eventDatabaseName} away, and accept the rollback at the next start.`,
    );
  }
  if (!(await record.has(head))) {
    throw refusal(
      'record_differs',
      `The copy ${eventDatabaseName} in ${folder} and the record in PostgreSQL (${place}) have different events at position ${position}: one of the two was changed. desk verify says which chain is broken.`,
    );
  }
}

async function copyRows(
  writer: EventWriter,
  record: ReadRecord,
  onProgress: OnProgress | undefined,
): Promise<void> {
  const total = record.head.position;
  while (writer.head.position < total) {
    const { head } = writer;
    const rows = await record.rowsAfter(head.position, Math.min(pageRowsMax, total - head.position));
    let { position, hash } = head;
    for (const row of rows) {
      if (row.position !== ++position || !follows(hash, row)) throw broken(record.place, position);
      ({ hash } = row);
    }
    if (rows.length === 0) throw broken(record.place, position + 1);
    writer.write(batchOf(rows));
    writer.moveLog();
    onProgress?.(writer.head.position, total);
  }
}

function broken(place: string, position: number): RecordError {
  const message = `The chain of the record in PostgreSQL is broken at position ${position}: ${place}. Nothing from there on was copied.`;
  return new RecordError({ code: 'record_broken', message, details: { place, position } });
}
