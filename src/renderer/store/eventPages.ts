/** A list of events that grows at both ends: live at the top, by pages at the bottom. Newest first. Pure. */
import type { EventView } from '../../shared/contract/events.ts';

export interface EventPages {
  readonly events: readonly EventView[];
  /** The oldest position that was looked at: older events may match too, unless it is 1. */
  readonly searchedTo: number;
}

/** Beyond this the oldest are let go: they can be asked for again. */
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
