/** Events that explain why a desk was slow, refused orders or stood still. Charts and scrubbers mark them. */
import type { StoredEventType } from '../../../main/domain/eventGravity.ts';
import type { EventView } from '../../../shared/contract/events.ts';
import { scopeShort } from '../desk/tradingScope.ts';
import { namesOf, isNameOf } from '../../../shared/kernel/names.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';

const ofIncidents = {
  BreakerStateChanged: true,
  RiskBreakerStateChanged: true,
  TradingStateChanged: true,
  KillSwitchEngaged: true,
  VenueDisconnected: true,
  VenueFellSilent: true,
  VenueThrottled: true,
  AlertRaised: true,
  ClockStepped: true,
  EngineStarted: true,
  EngineStopped: true,
  LeaseTaken: true,
  LeaseHandedOver: true,
} as const satisfies Readonly<Partial<Record<StoredEventType, true>>>;
type IncidentType = keyof typeof ofIncidents;
/** The types of events that can be incidents. */
export const incidentTypes = namesOf(ofIncidents);

function canBeIncident(event: EventView): event is EventView & { readonly type: IncidentType } {
  return isNameOf(ofIncidents, event.type);
}

export interface Incident {
  readonly position: number;
  readonly time: string;
  /** A few words, such as `sim breaker open`. */
  readonly label: string;
  readonly tone: 'bad' | 'warn' | 'off';
}

/** The incident of an event; undefined for one that is none, such as a breaker that closes. */
export function incidentOf(event: EventView): Incident | undefined {
  const words = canBeIncident(event) ? wordsOf(event) : undefined;
  if (words === undefined) return undefined;
  const [tone, label] = words;
  return { position: event.position, time: event.time, label, tone };
}

type Words = readonly [tone: Incident['tone'], label: string];

function wordsOf(event: EventView<IncidentType>): Words | undefined {
  const venue = event.streamId.replace(/^venue-/, '');
  switch (event.type) {
    case 'BreakerStateChanged':
      return breakerWords(venue, event.data.to);
    case 'RiskBreakerStateChanged':
      return breakerWords('risk', event.data.to);
    case 'TradingStateChanged': {
      const { scope, to } = event.data;
      if (to === 'active') return undefined;
      return [to === 'halted' ? 'bad' : 'warn', `${scopeShort(scope)} ${to}`];
    }
    case 'KillSwitchEngaged':
      return ['bad', `kill switch: ${scopeShort(event.data.scope)}`];
    case 'VenueDisconnected':
      return ['bad', `${venue} disconnected`];
    case 'VenueFellSilent':
      return ['bad', `${venue} silent`];
    case 'VenueThrottled':
      return ['warn', `${venue} throttled`];
    case 'AlertRaised':
      return event.data.holdsOrders ? ['bad', event.data.kind.replaceAll('_', ' ')] : undefined;
    case 'ClockStepped':
      return ['warn', 'clock stepped'];
    case 'EngineStarted':
      return ['off', 'engine started'];
    case 'EngineStopped':
      return ['off', 'engine stopped'];
    case 'LeaseTaken':
      return event.data.why === 'lapsed' ? ['warn', 'record taken over'] : undefined;
    case 'LeaseHandedOver':
      return ['warn', 'record handed over'];
    default:
      return assertNever(event);
  }
}

function breakerWords(name: string, to: string): Words | undefined {
  return to === 'open' || to === 'isolated' ? ['bad', `${name} breaker ${to}`] : undefined;
}

export interface IncidentMark {
  /** Where it stands on the axis, 0 to 1. */
  readonly share: number;
  readonly tone: Incident['tone'];
  readonly incidents: readonly Incident[];
}

/** From the mildest to the worst. */
const tones = namesOf<Incident['tone']>({ off: true, warn: true, bad: true });

/** One mark for all incidents that fall on the same place of an axis. `shareOf` is outside of 0 to 1 beside the axis. */
export function incidentMarks(
  incidents: readonly Incident[],
  shareOf: (incident: Incident) => number,
  places: number,
): readonly IncidentMark[] {
  const marks = new Map<number, IncidentMark>();
  for (const incident of incidents) {
    const share = shareOf(incident);
    if (!(share >= 0 && share <= 1)) continue;
    const place = Math.round(share * places);
    const before = marks.get(place);
    const tone =
      before !== undefined && tones.indexOf(before.tone) > tones.indexOf(incident.tone)
        ? before.tone
        : incident.tone;
    marks.set(place, { share: place / places, tone, incidents: [...(before?.incidents ?? []), incident] });
  }
  return [...marks.values()];
}
