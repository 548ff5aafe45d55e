/** A stored event as a row of the table `events`. The hash chain covers the row, and an auditor can read it. */
import { epochMicros, formatMicros, parseInstant, type EpochMicros } from '../../../../shared/kernel/time.ts';
import { notUnderstood } from '../../../domain/stored/notUnderstood.ts';
import type { StoredEvent } from '../storedEvent.ts';
import { firstSchemaVersion, type Upcasters } from './upcast.ts';

/** The fields of an event beside its data. */
export type EventEnvelope = Omit<StoredEvent, 'data'>;

export interface EventRow {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** The event's data as JSON. */
  readonly data: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly actor: string;
  /** UTC with microseconds: `2026-11-23T09:31:07.412003Z`. */
  readonly time: string;
}

/** A row that is filled for one event after another, where one object for each event would cost too much. */
export type ReusableRow = { -readonly [Column in keyof EventRow]: EventRow[Column] };

export function emptyRow(): ReusableRow {
  const ids = { stream: '', eventId: '', correlationId: '', causationId: null, actor: '' };
  return { ...ids, position: 0, version: 0, type: '', schemaVersion: 0, data: '', time: '' };
}

/** Fills a row from an event. `data` is the event's data as JSON, which the caller has already. */
export function fillRow(row: ReusableRow, event: EventEnvelope, data: string): void {
  row.position = event.position;
  row.stream = event.streamId;
  row.version = event.version;
  row.eventId = event.eventId;
  row.type = event.type;
  row.schemaVersion = event.schemaVersion;
  row.data = data;
  row.correlationId = event.correlationId;
  row.causationId = event.causationId ?? null;
  row.actor = event.actor;
  row.time = formatMicros(event.time);
}

/** The row of an event. `data` is the event's data as JSON. */
export function rowFromEvent(event: EventEnvelope, data: string): EventRow {
  const row = emptyRow();
  fillRow(row, event, data);
  return row;
}

/**
 * The event of a row, in the current form of its type. A row that can't be read as an event gives EventNotUnderstood in
 * its place: its data is not JSON, or has a form that this program does not know.
 */
export function eventFromRow(row: EventRow, upcasters: Upcasters): StoredEvent {
  try {
    return readable(row, upcasters);
  } catch (error) {
    const why =
      error instanceof Unreadable ? error.message : `can't be brought into the present form of its type`;
    return inPlaceOf(row, why);
  }
}

function readable(row: EventRow, upcasters: Upcasters): StoredEvent {
  const stored = { type: row.type, schemaVersion: row.schemaVersion, data: parseData(row) };
  const form = upcasters.toCurrent(stored);
  if (form.schemaVersion !== upcasters.schemaVersionOf(form.type)) {
    throw new Unreadable(`is of schema version ${row.schemaVersion}, which this program does not know`);
  }
  const { type, data, schemaVersion } = form;
  // The store has written its rows itself, from typed events, and the hash chain covers them.
  return { type, data, ...envelopeOf(row, schemaVersion, parseStoredTime(row)) } as unknown as StoredEvent;
}

/** Thrown for a row that holds no event; the message says why. */
class Unreadable extends Error {}

/** EventNotUnderstood in the place of the row's event; `why` continues a sentence that begins with "it". */
function inPlaceOf(row: EventRow, why: string): StoredEvent {
  const time = parseInstant(row.time) ?? epochMicros(0);
  const envelope = envelopeOf(row, firstSchemaVersion, Number.isSafeInteger(time) ? time : epochMicros(0));
  return { ...notUnderstood(row.type, why, row.data), ...envelope } as unknown as StoredEvent;
}

function envelopeOf(row: EventRow, schemaVersion: number, time: EpochMicros) {
  const { eventId, correlationId, causationId, actor, position, stream: streamId, version } = row;
  const caused = causationId === null ? undefined : { causationId };
  return { eventId, correlationId, ...caused, actor, position, streamId, version, schemaVersion, time };
}

function parseData(row: EventRow): unknown {
  try {
    return JSON.parse(row.data) as unknown;
  } catch {
    throw new Unreadable('has data that is not JSON');
  }
}

const secondLength = 19;
const timeLength = 27;
let cachedSecond = '';
let cachedMicros = 0;

/**
 * Like parseInstant, for the form that the store writes. Most neighbouring rows have the same second, so its value is
 * kept.
 */
function parseStoredTime(row: EventRow): EpochMicros {
  const { time } = row;
  if (time.length !== timeLength || !time.startsWith(cachedSecond) || cachedSecond === '') {
    const micros = parseInstant(time);
    if (micros === undefined || !Number.isSafeInteger(micros)) {
      throw new Unreadable(`has a time that is none: ${time.slice(0, 40)}`);
    }
    cachedSecond = time.slice(0, secondLength);
    cachedMicros = Math.floor(micros / 1_000_000) * 1_000_000;
    return micros;
  }
  return epochMicros(cachedMicros + Number(time.slice(secondLength + 1, timeLength - 1)));
}
