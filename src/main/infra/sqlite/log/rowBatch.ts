/** The rows of one commit as one text, so that they reach another thread in one copy. */
import { chainFieldCount, putChainFields } from '../../../engine/events/schema/chainInput.ts';
import { emptyRow, fillRow, type ReusableRow } from '../../../engine/events/schema/eventRow.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';

/**
 * The fields of all rows, each on a line, in the order in which the hash chain covers them. No field has a line break:
 * ids have none, and JSON escapes them.
 */
export interface RowBatch {
  /** Position of the first row; 0 without rows. */
  readonly first: number;
  readonly rows: number;
  readonly text: string;
}

/** `texts` holds the data of the events as JSON. */
export function packRows(events: readonly StoredEvent[], texts: readonly string[]): RowBatch {
  const row = emptyRow();
  const fields = new Array<unknown>(events.length * chainFieldCount);
  let at = 0;
  for (const event of events) {
    const text = texts[at];
    invariant(text !== undefined, 'each event has its text');
    fillRow(row, event, text);
    putChainFields(fields, at * chainFieldCount, row);
    at++;
  }
  return { first: events[0]?.position ?? 0, rows: events.length, text: fields.join('\n') };
}

/** Batches that follow one another as one. */
export function joinBatches(batches: readonly [RowBatch, ...RowBatch[]]): RowBatch {
  const [first] = batches;
  if (batches.length === 1) return first;
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  return { first: first.first, rows, text: batches.map(({ text }) => text).join('\n') };
}

/** Reads the rows of a batch one after the other. */
export class RowCursor {
  private readonly text: string;
  private at = 0;
  /** How many rows are still to be read. */
  left: number;

  constructor({ rows, text }: RowBatch) {
    this.text = text;
    this.left = rows;
  }

  /**
   * Fills the row with the next one, and gives the text of its fields. Throws InvariantViolation for a batch whose
   * fields are not those of its rows.
   */
  next(row: ReusableRow): string {
    const start = this.at;
    row.position = Number(this.field());
    row.stream = this.field();
    row.version = Number(this.field());
    row.eventId = this.field();
    row.type = this.field();
    row.schemaVersion = Number(this.field());
    row.correlationId = this.field();
    const causationId = this.field();
    row.causationId = causationId === '' ? null : causationId;
    row.actor = this.field();
    row.time = this.field();
    row.data = this.field();
    this.left--;
    invariant(this.left > 0 || this.at > this.text.length, 'a batch has no field beyond its rows');
    return this.text.slice(start, this.at - 1);
  }

  private field(): string {
    const { text, at } = this;
    invariant(at <= text.length, 'a batch has all fields of its rows');
    const found = text.indexOf('\n', at);
    const end = found === -1 ? text.length : found;
    this.at = end + 1;
    return text.slice(at, end);
  }
}
