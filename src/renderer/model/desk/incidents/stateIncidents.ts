/** The incidents that follow from a state: of trading, of a breaker, of a venue, of prices. */
import type { VenueView } from '../../../../shared/contract/resilience.ts';
import type { Status } from '../../../../shared/contract/status.ts';
import type { ScopeState } from '../../../../shared/contract/trading.ts';
import { groupInteger } from '../../../format/decimals.ts';
import { capital, sentence } from '../../../format/sentence.ts';
import { isPriceOld } from '../priceLook.ts';
import { deskScope, scopeWords } from '../tradingScope.ts';
import { breakerPhrase } from '../venueLook.ts';
import type { Incident, IncidentKind } from './incident.ts';
import { recordOf } from './recordIncidents.ts';

/** Restricted strategies and symbols are common, and only the status strip shows them. */
const wideScope = /^(?:desk$|venue:|account:)/;

export function restrictionIncidents({ trading }: Status): readonly Incident[] {
  return trading.states
    .filter(({ scope, state }) => state !== 'active' && wideScope.test(scope))
    .map(restriction);
}

function restriction({ scope, state, reason, actor, since }: ScopeState): Incident {
  const what = capital(scopeWords(scope));
  const who = actor.replace('operator:', '');
  return {
    id: `trading:${scope}`,
    kind: restrictionKind(scope, state === 'halted'),
    title: `${what} is ${state === 'halted' ? 'halted' : 'reducing only'}`,
    why: `${sentence(reason)} By ${who}.`,
    advice:
      state === 'halted'
        ? 'No new order leaves; cancels do. Enable it when the cause is gone.'
        : 'Only orders that reduce a position leave. Enable it when the cause is gone.',
    since: since === undefined ? undefined : Date.parse(since),
    lead: { to: 'trading', label: `Enable ${scopeWords(scope)}…`, scope },
    record: 'none',
  };
}

function restrictionKind(scope: string, halted: boolean): IncidentKind {
  if (scope !== deskScope) return 'scope_restricted';
  return halted ? 'desk_halted' : 'desk_reducing';
}

export function riskIncident({ riskBreaker }: Status): readonly Incident[] {
  const { state, reason, since } = riskBreaker;
  if (state === 'closed') return [];
  return [
    {
      id: 'risk',
      kind: 'risk_breaker',
      title: `Risk rules ${breakerPhrase(state)}`,
      why: `${sentence(reason)} Every order is denied while it lasts.`,
      advice: 'Reset it once the rules can judge again.',
      since: since === undefined ? undefined : Date.parse(since),
      lead: { to: 'resilience', label: 'Show the breaker' },
      record: 'none',
    },
  ];
}

/** A venue has one incident: its worst. */
export function venueIncidents(status: Status): readonly Incident[] {
  return status.venues.flatMap((venue) => venueIncident(venue, status));
}

function venueIncident(view: VenueView, status: Status): readonly Incident[] {
  const { venue, connected, connectionDetail, cancelOnDisconnect, silentSince, breaker } = view;
  const also = breaker.state === 'closed' ? '' : ` Its breaker is ${breaker.state.replace('_', '-')} too.`;
  const shared = {
    about: `venue:${venue}`,
    lead: { to: 'resilience', label: `Show ${venue}` },
  } as const;
  if (!connected) {
    return [
      {
        ...shared,
        ...recordOf(status, 'venue_disconnected', venue),
        id: `venue:${venue}:disconnected`,
        kind: 'venue_disconnected',
        title: `${venue} disconnected`,
        why: `${sentence(connectionDetail)}${also}`,
        advice: `${cancelOnDisconnect ? 'The venue cancels what works there' : 'What works there goes on working'}; no new order leaves to it. The desk connects again by itself.`,
      },
    ];
  }
  if (silentSince !== undefined) {
    return [
      {
        ...shared,
        record: recordOf(status, 'venue_silent', venue).record,
        since: Date.parse(silentSince),
        id: `venue:${venue}:silent`,
        kind: 'venue_silent',
        title: `${venue} silent`,
        why: `It is connected and does not answer: its prices are old, and it may confirm nothing.${also}`,
        advice: 'Ask the venue; cancels are sent and repeated.',
      },
    ];
  }
  if (breaker.state === 'closed') return [];
  return [
    {
      ...shared,
      record: recordOf(status, 'breaker_open', venue).record,
      since: breaker.since === undefined ? undefined : Date.parse(breaker.since),
      id: `venue:${venue}:breaker`,
      kind: 'venue_breaker',
      title: `${venue} ${breakerPhrase(breaker.state)}`,
      why: sentence(breaker.reason),
      advice:
        breaker.state === 'isolated'
          ? 'No new order leaves to it until somebody resets the breaker.'
          : 'No new order leaves to it; it probes by itself. Reset the breaker when the venue is well.',
    },
  ];
}

/** Prices that are older than the limits of risk allow, although their venue answers. */
export function priceIncident({ markets, venues }: Status): readonly Incident[] {
  const speaking = venues.filter(({ connected, silentSince }) => connected && silentSince === undefined);
  const unheard: readonly string[] = venues
    .filter((venue) => !speaking.includes(venue))
    .map(({ venue }) => venue);
  const stale = markets.filter((market) => isPriceOld(market, venues) && !unheard.includes(market.source));
  const [first, ...others] = stale;
  if (first === undefined) return [];
  return [
    {
      id: 'prices',
      kind: 'prices_stale',
      title: `Price of ${first.symbol}${others.length === 0 ? '' : ` and ${groupInteger(others.length)} more`} stale`,
      why: 'It is older than the limits of risk allow: orders that are judged by it are denied.',
      advice: `See to its source, ${first.source}.`,
      lead: { to: 'risk', label: 'Show the limits' },
      record: 'none',
    },
  ];
}
