/**
 * The store as the engine reads it: an event that can't be understood is replaced by EventNotUnderstood, and the read
 * goes on.
 */
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import type { EventStore } from '../eventStore.ts';
import { projectStream } from '../projectStream.ts';
import type { StoredEvent } from '../storedEvent.ts';
import { understood } from './understood.ts';

type OnSetAside = (place: StoredEvent, why: string) => void;

/** `onSetAside` is called for each such event whenever it is read. */
export function understandingStore(store: EventStore, onSetAside: OnSetAside = () => undefined): EventStore {
  async function* eachUnderstood(events: AsyncIterable<StoredEvent>): AsyncIterable<StoredEvent> {
    for await (const event of events) {
      const taken = understood(event);
      if (taken.type === 'EventNotUnderstood') onSetAside(taken, taken.data.why);
      yield taken;
    }
  }
  const read: EventStore['read'] = (streamId: StreamId, options) =>
    eachUnderstood(store.read(streamId, options));
  // Lists every member, also the optional ones, so that the compiler finds a missing one.
  const whole: { readonly [Member in keyof Required<EventStore>]: EventStore[Member] } = {
    get findings() {
      return store.findings;
    },
    lease: store.lease,
    snapshots: store.snapshots,
    append: (streamId, events, expected) => store.append(streamId, events, expected),
    appendAll: (appends) => store.appendAll(appends),
    read,
    readAll: (from) => eachUnderstood(store.readAll(from)),
    project: (streamId, projector) => projectStream({ read }, streamId, projector),
    streamVersion: (streamId) => store.streamVersion(streamId),
    head: () => store.head(),
    hashAt: (position) => store.hashAt(position),
    health: () => store.health(),
    writeFault: () => store.writeFault(),
    onCommitted: (listener) => store.onCommitted(listener),
    close: () => store.close(),
  };
  return whole;
}
