/** When an event was decided, which may be long before it is on disk. */
import type { StoredEvent } from '../../engine/events/storedEvent.ts';

/** Whole milliseconds on the monotonic clock: an id of version 7 begins with its time. */
export function decidedMs({ eventId }: Pick<StoredEvent, 'eventId'>): number {
  return Number.parseInt(eventId.slice(0, 13).replace('-', ''), 16);
}
