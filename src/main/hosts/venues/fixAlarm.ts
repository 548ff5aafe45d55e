/** The alarm for what a FIX venue says that the engine has no event for, and for a session that needs a person. */
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Alarm } from '../../domain/desk/alarm.ts';
import type { FixNotice } from '../../infra/venues/fix/fixVenue.ts';

const advices: Readonly<Record<FixNotice['kind'], string>> = {
  fact: "Nothing of it changes the order or the position here: compare both with the venue's statement, and settle the difference with the venue.",
  held: 'Agree with the venue on the next sequence number. Once the venue has set its number, release the session, in the window or with desk fix-release. To begin at 1 on both sides, set resetOnLogon for one start, and start the desk again.',
  fault: 'See that the data folder can be written; the session begins again by itself.',
};

export function fixAlarm(venue: VenueId, { id, kind, text }: FixNotice): Alarm {
  return {
    alarmId: `fix:${venue}:${id}`,
    kind: kind === 'fact' ? 'venue_report_not_applied' : 'fix_session',
    holdsOrders: false,
    message: text,
    advice: advices[kind],
    venue,
  };
}
