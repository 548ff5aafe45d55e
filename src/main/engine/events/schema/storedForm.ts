/** Makes the event that a read will return from the event that is appended. */
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import { visibleLine } from '../../../../shared/kernel/visibleText.ts';
import type { NewEvent, StoredEvent } from '../storedEvent.ts';

/** The fields that the store adds to an event. */
export interface EventPlace {
  readonly position: number;
  readonly streamId: StreamId;
  readonly version: number;
  readonly schemaVersion: number;
  readonly time: EpochMicros;
}

const plain = /^[\x20-\x7e]*$/;

/**
 * The data of an event as JSON, in which characters that steer a terminal or turn the direction of writing stand as
 * escapes: whoever reads the file with any tool is safe from them. Throws TypeError or InvariantViolation for data that
 * has no JSON form.
 */
export function jsonOf(event: NewEvent): string {
  const text = JSON.stringify(event.data) as string | undefined;
  invariant(text !== undefined, `the data of ${event.type} has no JSON form`);
  return plain.test(text) ? text : visibleLine(text);
}

/**
 * The event as a read will return it; `text` is its data as JSON. The data is the same object where JSON changes
 * nothing, and a copy where it does.
 */
export function storedForm(event: NewEvent, text: string, place: EventPlace): StoredEvent {
  const { type, eventId, correlationId, causationId, actor } = event;
  const { position, streamId, version, schemaVersion, time } = place;
  const data: unknown = isJsonValue(event.data) ? event.data : JSON.parse(text);
  // Two literals rather than a spread, because every append comes through here.
  const stored =
    causationId === undefined
      ? { type, data, eventId, correlationId, actor, position, streamId, version, schemaVersion, time }
      : {
          type,
          data,
          eventId,
          correlationId,
          causationId,
          actor,
          position,
          streamId,
          version,
          schemaVersion,
          time,
        };
  // The compiler can't build the union of all events from its parts; type and data come from one event of the union.
  return stored as unknown as StoredEvent;
}

/** Whether the value that JSON writes is equal to the value that is read back. */
export function isJsonValue(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      return value === null || (Array.isArray(value) ? isJsonArray(value) : isJsonObject(value));
    default:
      return false;
  }
}

function isJsonArray(values: readonly unknown[]): boolean {
  // By index, because a hole must count as undefined.
  for (let i = 0; i < values.length; i++) if (!isJsonValue(values[i])) return false;
  return true;
}

function isJsonObject(value: object): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const key in value) if (!isJsonValue((value as Record<string, unknown>)[key])) return false;
  return true;
}
