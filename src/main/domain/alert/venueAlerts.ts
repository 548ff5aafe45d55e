/** The alerts about a venue as a whole, and about the breaker in front of risk: each lasts as long as its cause. */
import { assertNever } from '../../../shared/kernel/invariant.ts';
import { venueIdOfStream, alertIdOf } from '../../../shared/kernel/ids.ts';
import type { DomainEventOf } from '../domainEvent.ts';
import type { Alert } from '../desk/alert.ts';
import type { EventPlace } from './eventPlace.ts';

type VenueFact = DomainEventOf<
  | 'VenueDisconnected'
  | 'VenueFellSilent'
  | 'VenueThrottled'
  | 'BreakerStateChanged'
  | 'RiskBreakerStateChanged'
>;

export function venueAlerts(event: VenueFact & EventPlace): readonly Alert[] {
  const { streamId, position } = event;
  const lasting = (kind: Alert['kind'], message: string, advice: string, fact: string | number): Alert => ({
    alertId: alertIdOf(`${kind}:${streamId}:${fact}`),
    kind,
    cause: `${kind}:${streamId}`,
    lasts: true,
    holdsOrders: false,
    message,
    advice,
    ...(event.type !== 'RiskBreakerStateChanged' && { venue: venueIdOfStream(streamId) }),
    stream: streamId,
    position,
  });
  switch (event.type) {
    case 'VenueDisconnected':
      return [
        lasting(
          'venue_disconnected',
          `the connection to venue ${venueIdOfStream(streamId)} is lost: ${event.data.reason}`,
          'No order leaves for it and no cancel: ask the venue by another way what works there. The desk connects again by itself.',
          position,
        ),
      ];
    case 'VenueFellSilent':
      return [
        lasting(
          'venue_silent',
          `venue ${venueIdOfStream(streamId)} has said nothing since ${event.data.since}, although its connection stands`,
          'What the desk shows of its orders may be old. Ask the venue; its record is compared when it speaks again.',
          position,
        ),
      ];
    // One alert for each time that the venue is throttled, however often it says so meanwhile.
    case 'VenueThrottled':
      return [
        lasting(
          'venue_throttles',
          `the venue says that it is called too fast (${event.data.reason}): orders leave more slowly until it has said nothing more for a while, cancels first`,
          "Ask the venue for its limits, and set the venue's limiter below them. A venue that is called too fast again and again may end the session for good.",
          event.data.since,
        ),
      ];
    case 'BreakerStateChanged':
    case 'RiskBreakerStateChanged': {
      if (event.data.to !== 'open') return [];
      const isRisk = event.type === 'RiskBreakerStateChanged';
      const whose = isRisk ? 'the rules of risk' : `venue ${venueIdOfStream(streamId)}`;
      return [
        lasting(
          'breaker_open',
          `the breaker of ${whose} is open: ${event.data.reason}`,
          isRisk
            ? 'Every order is denied meanwhile. Look at the log for what fails; the breaker tries again by itself, and can be reset on the Resilience screen.'
            : 'New orders for it are denied meanwhile, cancels pass. It tries again by itself; a person can reset it or isolate the venue on the Resilience screen.',
          position,
        ),
      ];
    }
    default:
      return assertNever(event);
  }
}
