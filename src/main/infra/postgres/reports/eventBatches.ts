/** Reads events in batches, each small enough to be one statement. */
import type { EventStore } from '../../../engine/events/eventStore.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';

const batchEventsMax = 500;

/** The events after a position and up to another one, or up to the head, in batches that are never empty. */
export async function* eventBatches(
  events: Pick<EventStore, 'readAll'>,
  after: number,
  upTo = Number.POSITIVE_INFINITY,
): AsyncGenerator<readonly StoredEvent[]> {
  let batch: StoredEvent[] = [];
  for await (const event of events.readAll({ afterPosition: after })) {
    if (event.position > upTo) break;
    if (batch.push(event) < batchEventsMax) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
