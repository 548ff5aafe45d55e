/** What resetting a breaker changes now, in sentences, and what still holds orders back. */
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { BreakerView } from '../../../shared/contract/resilience.ts';
import type { Status } from '../../../shared/contract/status.ts';
import { deskClosedBy, venueDoors } from '../../../shared/contract/words/ordersLeave.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { age } from '../../format/times.ts';
import { breakerLook } from '../../model/desk/venueLook.ts';

interface ResetChanges {
  readonly changes: readonly string[];
  readonly stillHeld: readonly string[];
}

/** Without a venue it is the breaker of the rules of risk. */
export function resetChanges(
  venue: VenueId | undefined,
  { state, reason, failures, nextProbeInMs, probesInFlight, refusedCalls }: BreakerView,
  status: Status,
): ResetChanges {
  const changes = [
    `The breaker goes from ${breakerLook(state).word.toLowerCase()} to closed. It is ${breakerLook(state).word.toLowerCase()} because: ${reason}.`,
    ...(failures === 0 ? [] : [`${counted(failures, 'failure')} in a row are forgotten.`]),
    ...(nextProbeInMs === undefined
      ? []
      : [`The probe in ${age(nextProbeInMs)} is not waited for: the first order finds out.`]),
    ...(probesInFlight === 0 ? [] : [`${counted(probesInFlight, 'probe')} under way no longer counts.`]),
    ...(refusedCalls === 0
      ? []
      : [`${groupInteger(refusedCalls)} refused calls stay refused: their orders are not sent again.`]),
  ];
  const reopened: Status = {
    ...status,
    venues: status.venues.map((one) =>
      one.venue === venue ? { ...one, breaker: { ...one.breaker, state: 'closed' } } : one,
    ),
    ...(venue === undefined && { riskBreaker: { ...status.riskBreaker, state: 'closed' as const } }),
  };
  const ofVenue = venueDoors(reopened).find((door) => door.venue === venue)?.closedBy ?? [];
  return { changes, stillHeld: [...deskClosedBy(reopened), ...ofVenue] };
}
