/** Finds a FIX session whose record is not the one that the desk has written: executions may be missing in it. */
import { venueStream, type VenueId } from '../../../shared/kernel/ids.ts';
import { isBehind, type SessionMark } from '../../domain/venue/sessionMark.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { SessionSettings } from '../../infra/venues/fix/session/sessionState.ts';

/**
 * Why the session must wait for a person: its record is missing, empty or an older copy, by what the events say of the
 * last connection. Undefined where the record goes on from there. Throws StoreReadError.
 */
export async function whyBehind(
  events: Pick<EventStore, 'read'>,
  venue: VenueId,
  { beginString, senderCompId, targetCompId }: SessionSettings,
  now: SessionMark,
): Promise<string | undefined> {
  const identity = `${beginString} ${senderCompId} to ${targetCompId}`;
  for await (const event of events.read(venueStream(venue), { direction: 'backwards' })) {
    if (event.type !== 'VenueConnected') continue;
    const { detail, session } = event.data;
    if (session === undefined || detail !== identity || !isBehind(now, session)) return undefined;
    return (
      `its record is not the one that the desk has written: it is at ${numbersOf(now)}, and was at ${numbersOf(session)} ` +
      `when the venue was connected (position ${event.position}). Stop the desk and put the right file back; or release ` +
      'the session, and compare orders and positions with the venue: executions may be missing here'
    );
  }
  return undefined;
}

function numbersOf({ epoch, nextOut, nextIn }: SessionMark): string {
  return `next numbers ${nextOut} out and ${nextIn} in, counted from 1 for the ${epoch}. time`;
}
