/** Makes the window's view of a stored event. */
import type { EventView } from '../../../shared/contract/events.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';

export function eventView(event: StoredEvent): EventView {
  const {
    position,
    streamId,
    version,
    eventId,
    type,
    schemaVersion,
    data,
    correlationId,
    causationId,
    actor,
  } = event;
  return {
    position,
    streamId,
    version,
    eventId,
    type,
    schemaVersion,
    data: { ...data },
    correlationId,
    ...(causationId !== undefined && { causationId }),
    actor,
    time: formatMicros(event.time),
  };
}
