import type { StreamProjector } from './eventStore.ts';
import type { StoredEvent } from './storedEvent.ts';

/** Folds events into a state; undefined when there were none. */
export async function projectStream<State>(
  events: AsyncIterable<StoredEvent>,
  projector: StreamProjector<State>,
): Promise<State | undefined> {
  let state = projector.initial;
  let any = false;
  for await (const event of events) {
    state = projector.apply(state, event);
    any = true;
  }
  return any ? state : undefined;
}
