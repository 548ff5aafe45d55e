/** A list of events that grows at both ends: live at the top, by pages at the bottom. Newest first. Pure. */
import type { EventView } from '../../shared/contract/events.ts';

/** Beyond this the oldest are let go: they can be asked for again. */
export const eventsHeldMax = 5_000;

export function addNewer(
  held: readonly EventView[],
  oldestFirst: readonly EventView[],
): readonly EventView[] {
  const head = held[0]?.position ?? 0;
  const newer = oldestFirst.filter((event) => event.position > head).toReversed();
  return newer.length === 0 ? held : [...newer, ...held].slice(0, eventsHeldMax);
}

export function addOlder(
  held: readonly EventView[],
  newestFirst: readonly EventView[],
): readonly EventView[] {
  const tail = held.at(-1)?.position ?? Number.POSITIVE_INFINITY;
  const older = newestFirst.filter((event) => event.position < tail);
  return older.length === 0 ? held : [...held, ...older].slice(0, eventsHeldMax);
}
