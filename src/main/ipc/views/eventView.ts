/** Makes the window's view of a stored event. */
import type { EventView } from '../../../shared/contract/events.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';

export function eventView(event: StoredEvent): EventView {
  return { ...event, time: formatMicros(event.time) };
}
