/** Stored events for tests. */
import type { EventView } from '../../shared/contract/events.ts';

export function event(
  type: string,
  data: EventView['data'] = {},
  change: Partial<EventView> = {},
): EventView {
  return {
    position: 1,
    streamId: 'order-o1',
    version: 0,
    eventId: `event-${change.position ?? 1}`,
    type,
    schemaVersion: 1,
    data,
    correlationId: 's1',
    actor: 'engine',
    time: '2026-11-23T09:31:05.877004Z',
    ...change,
  };
}
