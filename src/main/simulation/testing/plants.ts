/** What plants are made with: an object changed in some of its members, and a store that is read wrong. */
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { Plants } from '../machine/machine.ts';

/** The same object but for some of its members; methods of the original see the original. */
export function changed<T extends object>(original: T, changes: Partial<T>): T {
  return new Proxy(original, {
    get(target, key) {
      if (key in changes) return changes[key as keyof T];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** What an engine that restarts reads of the desk, changed. */
export function afterRestart(change: (event: StoredEvent) => readonly StoredEvent[]): Plants {
  async function* read(events: AsyncIterable<StoredEvent>): AsyncIterable<StoredEvent> {
    for await (const event of events) yield* change(event);
  }
  return {
    store: (store, life) =>
      life === 0
        ? store
        : changed(store, {
            read: (...args: Parameters<EventStore['read']>) => read(store.read(...args)),
          }),
  };
}

/** What an engine is told of each event once it is on disk, changed. */
export function toldAs(change: (event: StoredEvent) => StoredEvent): Plants {
  return {
    store: (store) => {
      const onCommitted: EventStore['onCommitted'] = (listener) =>
        store.onCommitted((events) => listener(events.map(change)));
      return changed(store, { onCommitted });
    },
  };
}
