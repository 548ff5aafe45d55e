/** Rows of the record, as they are written and read. */
import { putChainFields } from '../../engine/events/schema/chainInput.ts';
import { emptyRow } from '../../engine/events/schema/eventRow.ts';
import type { StoreHead } from '../../engine/events/eventStore.ts';
import { chainHashOf } from '../sqlite/chain/chainHash.ts';
import type { ChainRow } from '../sqlite/chain/chainRows.ts';
import { RowCursor, type RowBatch } from '../sqlite/log/rowBatch.ts';
import type { Query, Session } from './recordLink.ts';

/** Rows that follow the head `after` and make `head` the head. */
export interface RecordGroup {
  readonly after: StoreHead;
  readonly head: StoreHead;
  readonly rows: number;
  /** The values of each column in the order of `columns`, each on a line. */
  readonly columns: readonly string[];
}

const columns = [
  'stream',
  'version',
  'event_id',
  'type',
  'schema_version',
  'data',
  'correlation_id',
  'causation_id',
  'actor',
  'time',
  'hash',
] as const;

/** Computes the hashes of rows that follow a head. */
export function groupAfter(after: StoreHead, batch: RowBatch): RecordGroup {
  const row = emptyRow();
  const cursor = new RowCursor(batch);
  const values = columns.map((): unknown[] => []);
  let { hash } = after;
  while (cursor.left > 0) {
    hash = chainHashOf(hash, cursor.next(row));
    const { stream, version, eventId, type, schemaVersion, data, correlationId, causationId, actor, time } =
      row;
    const fields = [
      stream,
      version,
      eventId,
      type,
      schemaVersion,
      data,
      correlationId,
      causationId ?? '',
      actor,
      time,
      hash,
    ];
    for (let i = 0; i < fields.length; i++) values[i]?.push(fields[i]);
  }
  const head = { position: after.position + batch.rows, hash };
  return { after, head, rows: batch.rows, columns: values.map((column) => column.join('\n')) };
}

/**
 * One statement, one round trip and one commit for all rows. The row of `writer` is the guard: under another epoch, or on
 * another head than the one on which versions and positions were planned, it changes and inserts nothing.
 */
const guard = `WITH head AS (
    UPDATE breakwater.writer SET position = $4::bigint, hash = $5
    WHERE epoch = $1::bigint AND position = $2::bigint AND hash = $3
    RETURNING 1)`;

/** No field has a line break, and an empty causation is none, so that the text of a column needs no quotes. */
const insertRows = `${guard}
  INSERT INTO breakwater.events
  SELECT $2::bigint + n, stream, version::bigint, event_id, type, schema_version::integer, data, correlation_id,
    causation_id, actor, time, r.hash
  FROM head, unnest(${columns.map((_, index) => `string_to_array($${index + 6}, E'\\n', '')`).join(', ')})
    WITH ORDINALITY AS r(${columns.join(', ')}, n)`;

/** A column of one row is its value. Without arrays a lone append takes PostgreSQL a tenth less processor time. */
const insertRow = `${guard}
  INSERT INTO breakwater.events
  SELECT $2::bigint + 1, $6, $7::bigint, $8, $9, $10::integer, $11, $12, nullif($13, ''), $14, $15, $16 FROM head`;

export function insertOf(epoch: number, { after, head, rows, columns: values }: RecordGroup): Query {
  return {
    ...(rows === 1 ? { name: 'append row', text: insertRow } : { name: 'append', text: insertRows }),
    values: [epoch, after.position, after.hash, head.position, head.hash, ...values],
  };
}

/** Rows after a position, in order of position. */
export function rowsAfter(position: number, limit: number): Query {
  return {
    name: 'rows',
    text: `SELECT position, stream, version, event_id AS "eventId", type, schema_version AS "schemaVersion", data,
        correlation_id AS "correlationId", causation_id AS "causationId", actor, time, hash
      FROM breakwater.events WHERE position > $1::bigint ORDER BY position LIMIT $2::bigint`,
    values: [position, limit],
  };
}

/** Whether the record has this head. Throws RecordError. */
export async function hasHead(session: Session, { position, hash }: StoreHead): Promise<boolean> {
  const { rows } = await session.ask<{ hash: string }>({
    text: 'SELECT hash FROM breakwater.events WHERE position = $1::bigint',
    values: [position],
  });
  return rows[0]?.hash === hash;
}

/** Rows that were read and verified as a batch to write. */
export function batchOf(rows: readonly ChainRow[]): RowBatch {
  const fields: unknown[] = [];
  for (const row of rows) putChainFields(fields, fields.length, row);
  return { first: rows[0]?.position ?? 0, rows: rows.length, text: fields.join('\n') };
}
