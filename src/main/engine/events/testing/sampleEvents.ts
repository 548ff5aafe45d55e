/** Events for tests of stores, where only the envelope matters. */
import {
  parseActor,
  parseStreamId,
  trusted,
  type CorrelationId,
  type EventId,
  type StreamId,
} from '../../../../shared/kernel/ids.ts';
import type { EventStore } from '../eventStore.ts';
import type { NewEvent, StoredEvent } from '../storedEvent.ts';

export const stream = (name: string): StreamId => trusted(parseStreamId, name);

let made = 0;

/** An event with an id of its own, unless one is given. */
export function sampleEvent(reason = 'end of day', eventId = `event-${++made}`): NewEvent {
  return {
    type: 'EngineStopped',
    data: { reason },
    eventId: eventId as EventId,
    correlationId: `correlation-${eventId}` as CorrelationId,
    actor: trusted(parseActor, 'operator:test'),
  };
}

export function sampleEvents(count: number): NewEvent[] {
  return Array.from({ length: count }, (_, index) => sampleEvent(`reason ${index}`));
}

export async function collect(events: AsyncIterable<StoredEvent>): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export function readEverything(store: EventStore): Promise<StoredEvent[]> {
  return collect(store.readAll({ afterPosition: 0 }));
}

export const idsOf = (events: readonly StoredEvent[]): string[] => events.map(({ eventId }) => eventId);
export const positionsOf = (events: readonly StoredEvent[]): number[] =>
  events.map(({ position }) => position);
