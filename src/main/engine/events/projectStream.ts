/** One stream folded into a state. */
import type { StreamId } from '../../../shared/kernel/ids.ts';
import { noStreamVersion, type EventStore, type StreamProjector } from './eventStore.ts';
import { snapshotOf } from './snapshotOf.ts';

/** Where the events of a projection come from, and its snapshots. */
export type ProjectionSource = Pick<EventStore, 'read' | 'head' | 'hashAt' | 'snapshots'>;

interface Projected<State> {
  readonly state: State;
  /** Of the last event in the state. */
  readonly version: number;
}

/**
 * Folds the events of a stream into a state, from the last snapshot on where the projector keeps any; undefined when
 * there were no events.
 */
export async function projectStream<State>(
  source: ProjectionSource,
  streamId: StreamId,
  projector: StreamProjector<State>,
): Promise<State | undefined> {
  const at = source.head();
  const start = loaded(source, streamId, projector);
  let { state, version } = start;
  for await (const event of source.read(streamId, { from: version + 1 })) {
    state = projector.apply(state, event);
    version = event.version;
  }
  const { snapshot } = projector;
  if (snapshot !== undefined && version - start.version >= snapshot.everyEvents) {
    const data = { version, state: snapshot.toData(state) };
    source.snapshots?.save(keyOf(streamId, snapshot.name), snapshot.schemaVersion, at, data);
  }
  return version === noStreamVersion ? undefined : state;
}

function loaded<State>(
  source: ProjectionSource,
  streamId: StreamId,
  { initial, snapshot }: StreamProjector<State>,
): Projected<State> {
  const fresh = { state: initial, version: noStreamVersion };
  if (snapshot === undefined) return fresh;
  const found = snapshotOf(source, keyOf(streamId, snapshot.name), snapshot.schemaVersion);
  if (found === undefined) return fresh;
  // Written by the lines above, under the projector's own schema version, and unharmed since.
  const { version, state } = found.data as { readonly version: number; readonly state: unknown };
  return { state: snapshot.fromData(state), version };
}

function keyOf(streamId: StreamId, name: string): string {
  return `${name} of ${streamId}`;
}
