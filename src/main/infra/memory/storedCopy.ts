/** How a memory store keeps an event. */
import { eventFromRow, rowFromEvent } from '../../engine/events/schema/eventRow.ts';
import type { NewEvent, StoredEvent } from '../../engine/events/storedEvent.ts';
import type { Upcasters } from '../../engine/events/schema/upcast.ts';
import { deepFreeze } from './deepFreeze.ts';

/** The event as a disk would give it back: a frozen copy, made through JSON. */
export function storedCopy(
  event: NewEvent,
  place: Pick<StoredEvent, 'streamId' | 'version' | 'position' | 'time'>,
  upcasters: Upcasters,
): StoredEvent {
  const { type, eventId, correlationId, causationId, actor } = event;
  const schemaVersion = upcasters.schemaVersionOf(type);
  const envelope = { type, eventId, correlationId, causationId, actor, schemaVersion, ...place };
  const row = rowFromEvent(envelope, JSON.stringify(event.data));
  return deepFreeze(eventFromRow(row, upcasters));
}
