/** The statements about one FIX session in the record. All but the reads name the engine that may change it. */
import type { FixMessageKind } from '../../../../shared/kernel/fixMessages.ts';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import type { SessionIdentity } from '../../venues/fix/store/fixStore.ts';
import type { KeptMessage } from '../../venues/fix/store/keptMessage.ts';
import type { KeptNumbers, LostMessages } from '../../venues/fix/store/sessionRecord.ts';
import type { Query } from '../recordLink.ts';

/** Names a session, and the engine that goes on with it by its epoch as the record's writer. */
export interface Holder {
  readonly name: string;
  readonly epoch: number;
}

export interface SharedRow {
  readonly beginString: string;
  readonly senderCompId: string;
  readonly targetCompId: string;
  readonly writer: number;
  /** Empty before the first engine has used the session. */
  readonly file: string;
  readonly epoch: number;
  readonly nextOut: number;
  readonly nextIn: number;
  readonly windowStart: number;
  readonly promised: number;
  /** The last message here. */
  readonly position: number;
  /** Messages that engines before may have sent, and that are not here, as JSON. */
  readonly lost: string;
}

const columns = `begin_string AS "beginString", sender_comp_id AS "senderCompId", target_comp_id AS "targetCompId",
  writer, file, epoch, next_out AS "nextOut", next_in AS "nextIn", window_start AS "windowStart", promised, position, lost`;

export function beginRow(name: string, { beginString, senderCompId, targetCompId }: SessionIdentity): Query {
  return {
    text: `INSERT INTO breakwater.fix_sessions VALUES ($1, $2, $3, $4, 0, '', 1, 1, 1, 0, 1, 0, '[]')
      ON CONFLICT (name) DO NOTHING`,
    values: [name, beginString, senderCompId, targetCompId],
  };
}

/** Gives the session to an engine. No row comes back where an engine with a later epoch has it. */
export function claimRow({ name, epoch }: Holder): Query {
  return {
    text: `UPDATE breakwater.fix_sessions SET writer = $2::bigint WHERE name = $1 AND writer <= $2::bigint
      RETURNING ${columns}`,
    values: [name, epoch],
  };
}

export function readRow(name: string): Query {
  return { text: `SELECT ${columns} FROM breakwater.fix_sessions WHERE name = $1`, values: [name] };
}

/** Notes the file with which an engine goes on. The numbers follow with the messages that the file has. */
export function goOnRow({ name, epoch }: Holder, file: string, lost: readonly LostMessages[]): Query {
  return {
    text: `UPDATE breakwater.fix_sessions SET file = $3, lost = $4 WHERE name = $1 AND writer = $2::bigint`,
    values: [name, epoch, file, JSON.stringify(lost)],
  };
}

/** What follows a position, and the numbers after it. */
export interface Addition {
  readonly after: number;
  readonly rows: readonly KeptMessage[];
  readonly numbers: KeptNumbers;
  readonly promised: number;
}

/** Writes rows and numbers in one commit; `held` of the answer is 0 where the session is another engine's. */
export function addRows({ name, epoch }: Holder, { after, rows, numbers, promised }: Addition): Query {
  const last = rows.at(-1)?.position ?? after;
  return {
    name: 'fix-add',
    text: `WITH held AS (
        UPDATE breakwater.fix_sessions
        SET position = $4, epoch = $5, next_out = $6, next_in = $7, window_start = $8, promised = $9
        WHERE name = $1 AND writer = $2::bigint AND position = $3::bigint
        RETURNING 1),
      added AS (
        INSERT INTO breakwater.fix_messages
        SELECT $1::text, r.* FROM held, unnest($10::bigint[], $11::bigint[], $12::text[], $13::text[], $14::bigint[],
          $15::text[], $16::bigint[], $17::bytea[]) AS r)
      SELECT count(*)::int AS held FROM held`,
    values: [
      name,
      epoch,
      after,
      last,
      ...valuesOf(numbers),
      promised,
      rows.map(({ position }) => position),
      rows.map((row) => row.epoch),
      rows.map(({ direction }) => direction),
      rows.map(({ kind }) => kind),
      rows.map(({ seqNum }) => seqNum),
      // PostgreSQL takes no zero byte in a text; the message itself has it.
      rows.map(({ msgType }) => msgType.replaceAll('\0', '')),
      rows.map(({ time }) => time),
      rows.map(({ raw }) => Buffer.from(raw, 'latin1')),
    ],
  };
}

/** Marks messages that never left. */
export function markRows({ name, epoch }: Holder, positions: readonly number[]): Query {
  return {
    text: `UPDATE breakwater.fix_messages SET kind = 'unsent' WHERE session = $1 AND position = ANY($3::bigint[])
      AND EXISTS (SELECT FROM breakwater.fix_sessions WHERE name = $1 AND writer = $2::bigint)`,
    values: [name, epoch, positions],
  };
}

export interface StoredRow {
  readonly position: number;
  readonly epoch: number;
  readonly direction: 'in' | 'out';
  readonly kind: FixMessageKind;
  readonly seqNum: number;
  readonly msgType: string;
  readonly time: number;
  readonly raw: Buffer;
}

/** Messages after a position, oldest first. */
export function rowsAfter(name: string, position: number, limit: number): Query {
  return {
    text: `SELECT position, epoch, direction, kind, seq_num AS "seqNum", msg_type AS "msgType", time, raw
      FROM breakwater.fix_messages WHERE session = $1 AND position > $2::bigint ORDER BY position LIMIT $3::bigint`,
    values: [name, position, limit],
  };
}

export function messageOf({ time, raw, ...rest }: StoredRow): KeptMessage {
  return { ...rest, time: epochMicros(time), raw: raw.toString('latin1') };
}

function valuesOf({ epoch, nextOut, nextIn, windowStart }: KeptNumbers): readonly number[] {
  return [epoch, nextOut, nextIn, windowStart];
}
