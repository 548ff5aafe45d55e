/** Finds the position of a time, and steps along the log by time. */
import { call } from '../../store/link/engineLink.ts';

/** A position, or a sentence that says why there is none. */
export type Found = number | string;

/** How often a search that has found nothing yet is repeated. */
const searchesMax = 200;

/** The position of the last event before a time, UTC. */
export async function positionBefore(timeTo: string): Promise<Found> {
  let beforePosition: number | undefined;
  for (let search = 0; search < searchesMax; search++) {
    const reply = await call('queryEvents', {
      timeTo,
      limit: 1,
      ...(beforePosition !== undefined && { beforePosition }),
    });
    if (!reply.ok) return reply.fault.message;
    const { events, searchedTo } = reply.value;
    const [event] = events;
    if (event !== undefined) return event.position;
    if (searchedTo <= 1) return `There is no event before ${timeTo}.`;
    beforePosition = searchedTo;
  }
  return `No event before ${timeTo} was found so far. Try a later time.`;
}

/** The position so many minutes later, or earlier for a negative number; at least one event away. */
export async function positionMinutesFrom(
  at: number,
  time: string,
  minutes: number,
  head: number,
): Promise<Found> {
  const target = new Date(Date.parse(time) + minutes * 60_000).toISOString();
  const found = await positionBefore(target);
  if (minutes > 0) return typeof found === 'string' ? found : Math.min(head, Math.max(at + 1, found));
  return typeof found === 'string' ? 1 : Math.max(1, Math.min(at - 1, found));
}
