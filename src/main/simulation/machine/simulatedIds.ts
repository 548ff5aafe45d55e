/**
 * Ids in the forms of the real ones: version 7 sorts by time, version 8 is the same for the same name, also after a
 * restart.
 */
import type { Clock, IdSource } from '../../engine/ports.ts';

export function simulatedIds(clock: Pick<Clock, 'monotonicMs'>): IdSource {
  const named = new Map<string, string>();
  let nextId = 0;
  return {
    named: (name) => {
      const tail = named.size.toString(16).padStart(12, '0');
      const id = named.get(name) ?? `00000000-0000-8000-8000-${tail}`;
      named.set(name, id);
      return id;
    },
    next: () => {
      const hex = Math.trunc(clock.monotonicMs()).toString(16).padStart(12, '0');
      const tail = (nextId++).toString(16).padStart(12, '0');
      return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${tail}`;
    },
  };
}
