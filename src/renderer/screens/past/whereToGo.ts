/** Reads where an operator wants to go: a position, or a time in UTC. */
import { utcInstant } from '../../model/events/auditFilter.ts';
import { positionBefore, type Found } from './findPosition.ts';

export const expectedPlace =
  'expected a position such as 1200, or a UTC time such as 09:31 or 2026-11-23 09:31:07';

type Place = { readonly position: number } | { readonly before: string };

/** The place, or a sentence about the mistake in the text. `now` is an instant such as `2026-11-23T09:31:07.123Z`. */
export function placeOf(text: string, now: string, head: number): Place | string {
  const plain = text.trim().replaceAll(/[\s,\u00A0]/g, '');
  if (/^\d{1,15}$/.test(plain)) {
    const position = Number(plain);
    if (position >= 1 && position <= head) return { position };
    return `There is no position ${position}: expected one from 1 to ${head}.`;
  }
  const instant = utcInstant(text, now.slice(0, 10));
  if (instant === undefined) return `“${text.trim()}” is neither: ${expectedPlace}.`;
  if (Date.parse(instant) > Date.parse(now)) {
    return `That time has not come yet: it is ${now.slice(0, 10)} ${now.slice(11, 19)} UTC now.`;
  }
  return { before: instant };
}

/** The position of the place, or why there is none. */
export async function positionOf(place: Place): Promise<Found> {
  // An event of that very time has happened by then.
  return 'position' in place ? place.position : positionBefore(justAfter(place.before));
}

/** One microsecond later. */
function justAfter(instant: string): string {
  const micros = Number(instant.slice(20, 26)) + 1;
  if (micros < 1_000_000) return `${instant.slice(0, 20)}${String(micros).padStart(6, '0')}Z`;
  return `${new Date(Date.parse(instant) + 1).toISOString().slice(0, 20)}000000Z`;
}
