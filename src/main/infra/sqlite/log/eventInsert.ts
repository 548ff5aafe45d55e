/** Inserts rows of `events` with their hash chain, several rows with each statement. */
import type Database from 'better-sqlite3';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import { emptyRow, type EventRow } from '../../../engine/events/schema/eventRow.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import { chainHashOf } from '../chain/chainHash.ts';
import { RowCursor, type RowBatch } from './rowBatch.ts';

const columnCount = 12;
/** Rows per statement, largest first. One statement for several rows saves a third of the time per row. */
const chunkSizes = [32, 8, 2, 1] as const;

interface Chunk {
  readonly rows: number;
  readonly insert: Database.Statement<unknown[]>;
  readonly parameters: unknown[];
}

/** The last row of the chain. */
export interface ChainEnd extends StoreHead {
  /** Its time; empty without rows. */
  readonly time: string;
}

export class EventInsert {
  private readonly addClockStep: Database.Statement<[number]>;
  private readonly chunks: readonly Chunk[];
  private readonly row = emptyRow();

  constructor(database: Database.Database) {
    this.addClockStep = database.prepare('INSERT INTO clock_steps VALUES (?)');
    this.chunks = chunkSizes.map((rows) => ({
      rows,
      insert: database.prepare(`INSERT INTO events VALUES ${placeholders(rows)}`),
      parameters: new Array<unknown>(rows * columnCount).fill(null),
    }));
  }

  /** Inserts rows that follow the end of the chain, and gives its new end. Throws SqliteError. */
  insert(batch: RowBatch, end: ChainEnd): ChainEnd {
    let { hash, time } = end;
    const { row } = this;
    const rows = new RowCursor(batch);
    for (const { rows: size, insert, parameters } of this.chunks) {
      while (rows.left >= size) {
        for (let i = 0; i < size; i++) {
          hash = chainHashOf(hash, rows.next(row));
          bind(parameters, i * columnCount, row, hash);
          if (row.time < time) this.addClockStep.run(row.position);
          time = row.time;
        }
        insert.run(...parameters);
      }
    }
    invariant(row.position === end.position + batch.rows, 'rows follow the head');
    return { position: row.position, hash, time };
  }
}

function placeholders(rows: number): string {
  const row = `(${new Array<string>(columnCount).fill('?').join(',')})`;
  return new Array<string>(rows).fill(row).join(',');
}

function bind(parameters: unknown[], at: number, row: EventRow, hash: string): void {
  parameters[at] = row.position;
  parameters[at + 1] = row.stream;
  parameters[at + 2] = row.version;
  parameters[at + 3] = row.eventId;
  parameters[at + 4] = row.type;
  parameters[at + 5] = row.schemaVersion;
  parameters[at + 6] = row.data;
  parameters[at + 7] = row.correlationId;
  parameters[at + 8] = row.causationId;
  parameters[at + 9] = row.actor;
  parameters[at + 10] = row.time;
  parameters[at + 11] = hash;
}
