/** An event on its way to the disk, as it will be read back. */
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import type { NewEvent, StoredEvent } from '../storedEvent.ts';

/** What the store adds to an event. */
export interface EventPlace {
  readonly position: number;
  readonly streamId: StreamId;
  readonly version: number;
  readonly schemaVersion: number;
  readonly time: EpochMicros;
}

/** The data of an event as JSON. Throws TypeError or InvariantViolation on data that has no JSON form. */
export function jsonOf(event: NewEvent): string {
  const text = JSON.stringify(event.data) as string | undefined;
  invariant(text !== undefined, `the data of ${event.type} has no JSON form`);
  return text;
}

/**
 * The event as it will be read back; `text` is its data as JSON. The data is the very object where JSON changes
 * nothing, a copy where it does.
 */
export function storedForm(event: NewEvent, text: string, place: EventPlace): StoredEvent {
  const { type, eventId, correlationId, causationId, actor } = event;
  const { position, streamId, version, schemaVersion, time } = place;
  const data: unknown = isJsonValue(event.data) ? event.data : JSON.parse(text);
  // Two literals rather than a spread: this is the hot path of every append.
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
  // The union of all events can't be built from its parts; type and data come from one event of it.
  return stored as unknown as StoredEvent;
}

/** Whether reading back what JSON writes gives an equal value. */
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
  // By index: a hole must count as undefined.
  for (let i = 0; i < values.length; i++) if (!isJsonValue(values[i])) return false;
  return true;
}

function isJsonObject(value: object): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const key in value) if (!isJsonValue((value as Record<string, unknown>)[key])) return false;
  return true;
}
