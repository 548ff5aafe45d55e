/** Whether an event matches an audit query. The meaning is the same as in EventSearch. */
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import type { EventSearchQuery } from '../../../engine/queries/eventSearch.ts';

export function matchesEvent(event: StoredEvent, query: EventSearchQuery): boolean {
  return (
    (query.streamId === undefined || event.streamId === query.streamId) &&
    (query.streamPrefix === undefined || startsWith(event.streamId, query.streamPrefix)) &&
    (query.types === undefined || query.types.includes(event.type)) &&
    (query.actor === undefined || contains(event.actor, query.actor)) &&
    isWithin(event, query) &&
    (query.text === undefined || query.text === '' || containsText(event, query.text))
  );
}

/** As LIKE in SQL: upper and lower case are equal. */
function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function startsWith(text: string, prefix: string): boolean {
  return text.toLowerCase().startsWith(prefix.toLowerCase());
}

function isWithin(event: StoredEvent, { timeFrom, timeTo }: EventSearchQuery): boolean {
  if (timeFrom === undefined && timeTo === undefined) return true;
  const time = formatMicros(event.time);
  return (timeFrom === undefined || time >= timeFrom) && (timeTo === undefined || time < timeTo);
}

function containsText(event: StoredEvent, text: string): boolean {
  const { streamId, eventId, type, actor, correlationId, causationId } = event;
  const ids = [streamId, eventId, type, actor, correlationId, causationId];
  return (
    ids.some((id) => id !== undefined && contains(id, text)) || contains(JSON.stringify(event.data), text)
  );
}
