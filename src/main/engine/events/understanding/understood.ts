/** What an event that was read means: itself, or EventNotUnderstood in its place. */
import { notUnderstood, whyNotUnderstood } from '../../../domain/stored/notUnderstood.ts';
import type { StoredEvent } from '../storedEvent.ts';

export function understood(event: StoredEvent): StoredEvent {
  const why = whyNotUnderstood(event.streamId, event.type, event.data);
  return why === undefined
    ? event
    : { ...event, ...notUnderstood(event.type, why, JSON.stringify(event.data)) };
}
