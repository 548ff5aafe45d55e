/** Folds the events of one stream into a state. */
import type { StreamId } from '../../../shared/kernel/ids.ts';
import type { EventStore, StreamProjector } from './eventStore.ts';

/** Returns undefined when the stream has no events. */
export async function projectStream<State>(
  source: Pick<EventStore, 'read'>,
  streamId: StreamId,
  projector: StreamProjector<State>,
): Promise<State | undefined> {
  let projected: { readonly state: State } | undefined;
  for await (const event of source.read(streamId)) {
    const before = projected === undefined ? projector.initial : projected.state;
    projected = { state: projector.apply(before, event) };
  }
  return projected?.state;
}
