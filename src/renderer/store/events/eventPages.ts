/** A list of events, newest first. It grows at the top with live events, and at the bottom by pages. Pure. */
import type { EventView } from '../../../shared/contract/events.ts';

export interface EventPages {
  readonly events: readonly EventView[];
  /** The oldest position that was searched. Unless it is 1, older events may match too. */
  readonly searchedTo: number;
}

/** How many events the list holds. Beyond it the oldest are dropped; they can be loaded again. */
export const eventsHeldMax = 5_000;

export function addNewer(held: EventPages, oldestFirst: readonly EventView[]): EventPages {
  const head = held.events[0]?.position ?? 0;
  const newer = oldestFirst.filter((event) => event.position > head).toReversed();
  return newer.length === 0 ? held : bounded([...newer, ...held.events], held.searchedTo);
}

export function addOlder(held: EventPages, older: EventPages): EventPages {
  const tail = held.events.at(-1)?.position ?? Number.POSITIVE_INFINITY;
  const added = older.events.filter((event) => event.position < tail);
  return bounded([...held.events, ...added], older.searchedTo);
}

function bounded(events: readonly EventView[], searchedTo: number): EventPages {
  if (events.length <= eventsHeldMax) return { events, searchedTo };
  const kept = events.slice(0, eventsHeldMax);
  return { events: kept, searchedTo: kept.at(-1)?.position ?? searchedTo };
}
