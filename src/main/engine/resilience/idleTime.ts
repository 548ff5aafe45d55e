/** How long a desk was away before this start. */
import type { EventStore } from '../events/eventStore.ts';
import type { Clock } from '../ports.ts';

/** Milliseconds since the store's last event; infinite for an empty store, negative when the clock stepped back. */
export async function msSinceLastEvent(store: EventStore, clock: Clock): Promise<number> {
  const { position } = store.head();
  for await (const { time } of store.readAll({ afterPosition: position - 1 })) {
    return (clock.now() - time) / 1_000;
  }
  return Infinity;
}
