/** Connections and breakers of the venues, and the breaker of risk, as their events have left them. */
import { venueIdOfStream, engineActor, type VenueId } from '../../../shared/kernel/ids.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';
import { isNameOf } from '../../../shared/kernel/names.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import { venueEventShapes } from '../../domain/stored/venueEventShapes.ts';
import type { VenueEventData, VenueEventType } from '../../domain/venue/venueEvents.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { BreakerAt, VenueAt } from './deskAt.ts';

const closed: BreakerAt = { state: 'closed', reason: 'never changed', actor: engineActor() };
const unconnected = { connected: false, detail: 'not connected yet' } as const;

export class VenuesFold {
  private readonly venues: Map<VenueId, VenueAt>;
  private risk: BreakerAt;

  constructor(venues: Iterable<readonly [VenueId, VenueAt]> = [], risk: BreakerAt = closed) {
    this.venues = new Map(venues);
    this.risk = risk;
  }

  copy(): VenuesFold {
    return new VenuesFold(this.venues, this.risk);
  }

  all(): readonly VenueAt[] {
    return [...this.venues.values()].toSorted((a, b) => (a.venue < b.venue ? -1 : 1));
  }

  get riskBreaker(): BreakerAt {
    return this.risk;
  }

  apply(event: StoredEvent): void {
    if (event.type === 'RiskBreakerStateChanged') {
      this.risk = breakerAt(event, event.data);
      return;
    }
    if (event.type === 'EngineStarted') {
      for (const venue of this.venues.values()) this.change(venue, { ...unconnected, since: sinceOf(event) });
      return;
    }
    if (isVenueEvent(event)) this.takeOfVenue(event);
  }

  private takeOfVenue(event: Extract<StoredEvent, { readonly type: VenueEventType }>): void {
    const name = venueIdOfStream(event.streamId);
    const venue = this.venues.get(name) ?? { venue: name, ...unconnected, breaker: closed };
    switch (event.type) {
      case 'VenueConnected':
        return this.change(venue, { connected: true, detail: event.data.detail, since: sinceOf(event) });
      case 'VenueDisconnected':
        return this.change(venue, { connected: false, detail: event.data.reason, since: sinceOf(event) });
      case 'VenueFellSilent':
        return this.put({ ...venue, silentSince: event.data.since });
      case 'VenueSpokeAgain':
        return this.put(withoutSilence(venue));
      case 'VenueThrottled':
        return this.put({ ...venue, throttled: event.data });
      case 'VenueThrottleEnded':
        return this.put(withoutThrottle(venue));
      case 'BreakerStateChanged':
        return this.put({ ...venue, breaker: breakerAt(event, event.data) });
      case 'ReconciliationReported':
      case 'ReconciliationAccepted':
      case 'StrayCancelRequested':
      case 'VenueQueueingBegan':
      case 'VenueQueueingEnded':
        // They change neither the connection nor the breaker.
        return;
      default:
        assertNever(event);
    }
  }

  /** A connection that begins or ends is not silent. */
  private change(venue: VenueAt, connection: Pick<VenueAt, 'connected' | 'detail' | 'since'>): void {
    this.put({ ...withoutSilence(venue), ...connection });
  }

  private put(venue: VenueAt): void {
    this.venues.set(venue.venue, venue);
  }
}

function isVenueEvent(event: StoredEvent): event is Extract<StoredEvent, { readonly type: VenueEventType }> {
  return isNameOf(venueEventShapes, event.type);
}

const sinceOf = ({ time }: StoredEvent): string => formatMicros(time);

function breakerAt(event: StoredEvent, { to, reason }: VenueEventData['BreakerStateChanged']): BreakerAt {
  return { state: to, reason, actor: event.actor, since: sinceOf(event) };
}

function withoutSilence({ silentSince: _, ...venue }: VenueAt): VenueAt {
  return venue;
}

function withoutThrottle({ throttled: _, ...venue }: VenueAt): VenueAt {
  return venue;
}
