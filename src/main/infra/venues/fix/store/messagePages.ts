/** Pages of a session's messages, newest first: of all of them, or of those about one order. */
import type Database from 'better-sqlite3';
import { tags } from '../codec/fixMessage.ts';
import { keptOf, type KeptMessage, type MessageRow } from './keptMessage.ts';

export interface MessageQuery {
  /** Only messages about the order that began with this ClOrdID, under all its later ids. */
  readonly order?: string | undefined;
  /** False leaves out Heartbeats and TestRequests. */
  readonly heartbeats?: boolean | undefined;
  /** Only messages before this position. */
  readonly before?: number | undefined;
  /** How many messages at most. */
  readonly limit: number;
}

export interface MessagePage {
  /** Newest first. */
  readonly messages: readonly KeptMessage[];
  /** Whether there are older messages. */
  readonly more: boolean;
}

/** The most characters of a page's messages together. A page has at least one message. */
const pageCharactersMax = 1_000_000;

/** Whether a row's message has a tag, and the value of the first such field. SQLite matches both with its indexes. */
function field(tag: number): { readonly has: string; readonly value: string } {
  const start = `char(1) || '${tag}='`;
  const rest = `substr(raw, instr(raw, ${start}) + ${String(tag).length + 2})`;
  return {
    has: `instr(raw, ${start}) > 0`,
    value: `substr(${rest}, 1, instr(${rest}, char(1)) - 1)`,
  };
}

const own = field(tags.clOrdId);
const original = field(tags.origClOrdId);
const refused = field(tags.refSeqNum);
const isNoBeat = "msg_type NOT IN ('0', '1')";
const isRefusal = "direction = 'in' AND msg_type IN ('3', 'j')";

/** The first use on a large record takes a while; after that a page about an order is found at once. */
export const messageIndexes: readonly string[] = [
  `CREATE INDEX IF NOT EXISTS message_order ON message (${own.value}) WHERE ${own.has}`,
  `CREATE INDEX IF NOT EXISTS message_original ON message (${original.value}) WHERE ${original.has}`,
  `CREATE INDEX IF NOT EXISTS message_no_beat ON message (position) WHERE ${isNoBeat}`,
  `CREATE INDEX IF NOT EXISTS message_refusal ON message (epoch, ${refused.value}) WHERE ${isRefusal}`,
];

const newestFirst = 'position < :before ORDER BY position DESC LIMIT :limit';

/**
 * Only our own requests and the form of our own ids (`-r1`, `-r2` for each amend) lead from one id to the next, so that
 * no report of the venue can bring in another order. A drop copy has no requests, and knows amends by their form alone. A
 * session or business reject belongs to the message whose number it names. CROSS JOIN keeps SQLite from reading the
 * whole record in place of an index.
 */
const aboutOrder = `
WITH RECURSIVE
ids (id) AS (
  SELECT :order
  UNION
  SELECT ${own.value} FROM message WHERE ${own.has} AND ${own.value} > :order || '-r' AND ${own.value} < :order || '-s'
  UNION
  SELECT ${own.value} FROM ids CROSS JOIN message ON ${original.has} AND ${original.value} = id AND direction = 'out'
),
about (place) AS (
  SELECT position FROM ids CROSS JOIN message ON ${own.has} AND ${own.value} = id
  UNION
  SELECT position FROM ids CROSS JOIN message ON ${original.has} AND ${original.value} = id
),
asked (epoch_asked, number) AS (
  SELECT DISTINCT epoch, '' || seq_num FROM about CROSS JOIN message ON position = place WHERE direction = 'out'
),
found (place) AS (
  SELECT place FROM about
  UNION
  SELECT position FROM asked CROSS JOIN message ON ${isRefusal} AND epoch = epoch_asked AND ${refused.value} = number
)
SELECT message.* FROM found CROSS JOIN message ON position = place WHERE ${newestFirst}`;

const ofAll = `SELECT * FROM message WHERE ${newestFirst}`;
const ofAllButBeats = `SELECT * FROM message WHERE ${isNoBeat} AND ${newestFirst}`;

/** Throws SqliteError. */
export function readPage(
  database: Database.Database,
  { order, heartbeats = true, before, limit }: MessageQuery,
): MessagePage {
  const unfiltered = heartbeats ? ofAll : ofAllButBeats;
  const range = { before: before ?? Number.MAX_SAFE_INTEGER, limit: limit + 1 };
  const rows = database
    .prepare<[object], MessageRow>(order === undefined ? unfiltered : aboutOrder)
    .iterate(order === undefined ? range : { ...range, order });
  const messages: KeptMessage[] = [];
  let characters = 0;
  for (const row of rows) {
    characters += row.raw.length;
    const isFull = messages.length === limit || characters > pageCharactersMax;
    if (isFull && messages.length > 0) return { messages, more: true };
    messages.push(keptOf(row));
  }
  return { messages, more: false };
}
