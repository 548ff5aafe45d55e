/** The alerts for FIX notices: facts that the engine has no event for, and sessions that need a person. */
import { alertIdOf, type VenueId } from '../../../shared/kernel/ids.ts';
import type { Alert, AlertKind } from '../../domain/desk/alert.ts';
import type { Alerts } from '../../engine/alerts/alertBook.ts';
import type { FixNotice } from '../../infra/venues/fix/fixVenueOptions.ts';

const advices: Readonly<Record<FixNotice['kind'], string>> = {
  fact: "Compare order and position with the venue's statement, and settle the difference with the venue.",
  contradictory:
    "Ask the venue which is right, and compare order, executions and position with the venue's statement.",
  jumped:
    "Compare orders, executions and positions with the venue's statement: what is missing here does not come by itself.",
  lacking: 'Ask the venue to answer the ResendRequest with the messages or with a gap fill.',
  held: 'Agree with the venue on the next sequence number. Once the venue has set its number, release the session, in the window or with desk fix-release. To begin at 1 on both sides, set resetOnLogon for one start, and start the desk again.',
  market_data:
    'Orders of the instrument are judged by the next source of its price, or denied where there is none. See with the venue that the symbol and the rights are right; the desk asks again at the next logon.',
  fault: 'See that the data folder can be written; the session begins again by itself.',
};

const heldCopyAdvice =
  'Agree with the venue on the next sequence number of the drop copy. Once the venue has set its number, release the session, in the window or with desk fix-release --drop-copy. To begin at 1 on both sides, set dropCopy.resetOnLogon for one start, and start the desk again.';

const kinds: Readonly<Record<FixNotice['kind'], AlertKind>> = {
  fact: 'venue_report_not_applied',
  market_data: 'market_data_refused',
  contradictory: 'venue_report_contradictory',
  jumped: 'fix_session',
  lacking: 'fix_session',
  held: 'fix_session',
  fault: 'fix_session',
};

export function fixAlert(venue: VenueId, { id, kind, text, session }: FixNotice): Alert {
  return {
    alertId: alertIdOf(`${prefix(venue, session)}${id}`),
    kind: kinds[kind],
    // Notices about the session as a whole count on one alert; each fact about an order has an alert of its own.
    ...(kinds[kind] === 'fix_session' && {
      cause: `fix_session:${session === undefined ? '' : `${session}:`}${kind}:${venue}`,
    }),
    ...(kind === 'held' && { lasts: true }),
    holdsOrders: false,
    message: text,
    advice: kind === 'held' && session !== undefined ? heldCopyAdvice : advices[kind],
    venue,
  };
}

/** The cause of notices of this kind has ended, and how; for the session of orders where no session is named. */
export type FixOver = [venue: VenueId, kind: FixNotice['kind'], how: string, session?: FixNotice['session']];

/** Ends the alerts of these notices: the alert ids of a kind that ends by itself begin with the kind's name. */
export function endFixAlerts(alerts: Pick<Alerts, 'end'>, ...[venue, kind, how, session]: FixOver): void {
  void alerts.end(({ alertId }) => alertId.startsWith(`${prefix(venue, session)}${kind}:`), how);
}

const prefix = (venue: VenueId, session: FixNotice['session']): string =>
  `fix:${venue}:${session === undefined ? '' : 'copy:'}`;
