/** A stored event as the row of table `events`: what the hash chain covers and what an auditor sees. */
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import { formatMicros, parseInstant } from '../../../shared/kernel/time.ts';
import type { StoredEvent } from './storedEvent.ts';
import { StoreReadError } from './storeReadError.ts';
import type { Upcasters } from './upcast.ts';

export interface EventRow {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** JSON. */
  readonly data: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly actor: string;
  /** UTC with microseconds: `2026-11-23T09:31:07.412003Z`. */
  readonly time: string;
}

/** A row that is filled again and again, where one object per event would cost too much. */
export type ReusableRow = { -readonly [Column in keyof EventRow]: EventRow[Column] };

export function emptyRow(): ReusableRow {
  const ids = { stream: '', eventId: '', correlationId: '', causationId: null, actor: '' };
  return { ...ids, position: 0, version: 0, type: '', schemaVersion: 0, data: '', time: '' };
}

/** Fills a row from an event; `data` is its payload as JSON, which the caller has at hand already. */
export function fillRow(row: ReusableRow, event: StoredEvent, data: string): void {
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

/** The row of an event; `data` as for fillRow. */
export function rowFromEvent(event: StoredEvent, data: string): EventRow {
  const row = emptyRow();
  fillRow(row, event, data);
  return row;
}

/**
 * The event of a row, in the current form of its type. Throws StoreReadError for data that is not JSON
 * (`event_unreadable`) and for a form that this program does not know (`event_form_unknown`).
 */
export function eventFromRow(row: EventRow, upcasters: Upcasters): StoredEvent {
  let form = { type: row.type, schemaVersion: row.schemaVersion, data: parseData(row) };
  if (form.schemaVersion !== upcasters.schemaVersionOf(form.type)) {
    form = upcasters.toCurrent(form);
    if (form.schemaVersion !== upcasters.schemaVersionOf(form.type)) throw unknownForm(row);
  }
  const { causationId } = row;
  const event = {
    type: form.type,
    data: form.data,
    eventId: row.eventId,
    correlationId: row.correlationId,
    ...(causationId === null ? undefined : { causationId }),
    actor: row.actor,
    position: row.position,
    streamId: row.stream,
    version: row.version,
    schemaVersion: form.schemaVersion,
    time: parseStoredTime(row),
  };
  // The rows of the store are its own: written from typed events, and covered by the hash chain.
  return event as unknown as StoredEvent;
}

function parseData(row: EventRow): unknown {
  try {
    return JSON.parse(row.data) as unknown;
  } catch (error) {
    throw new StoreReadError({
      code: 'event_unreadable',
      message: `The data of event ${row.position} is not JSON: ${String(error)}`,
      details: { position: row.position, streamId: row.stream },
    });
  }
}

function unknownForm(row: EventRow): StoreReadError {
  return new StoreReadError({
    code: 'event_form_unknown',
    message: `Event ${row.position} is a ${row.type} of schema version ${row.schemaVersion}, which this program does not know`,
    details: { position: row.position, type: row.type, schemaVersion: row.schemaVersion },
  });
}

const secondLength = 19;
const timeLength = 27;
let cachedSecond = '';
let cachedMicros = 0;

/** Like parseInstant for the store's own form; neighbouring rows mostly share their second. */
function parseStoredTime(row: EventRow): EpochMicros {
  const { time } = row;
  if (time.length !== timeLength || !time.startsWith(cachedSecond) || cachedSecond === '') {
    const micros = parseInstant(time);
    if (micros === undefined) {
      throw new StoreReadError({
        code: 'event_unreadable',
        message: `The time of event ${row.position} is not one: ${time.slice(0, 40)}`,
        details: { position: row.position, streamId: row.stream },
      });
    }
    cachedSecond = time.slice(0, secondLength);
    cachedMicros = Math.floor(micros / 1_000_000) * 1_000_000;
    return micros;
  }
  return (cachedMicros + Number(time.slice(secondLength + 1, timeLength - 1))) as EpochMicros;
}
