/** Finds the alerts whose cause ends with one event. Pure, like alertsOf. */
import { venueIdOfStream } from '../../../shared/kernel/ids.ts';
import type { DomainEvent } from '../domainEvent.ts';
import type { Alert, AlertKind } from '../desk/alert.ts';
import type { DeskEventData } from '../desk/deskEvents.ts';
import type { EventPlace } from './eventPlace.ts';

export interface AlertsEnd {
  readonly concerns: (alert: Alert) => boolean;
  /** How the cause ended; AlertEnded has it. */
  readonly message: string;
}

export function endOf(event: DomainEvent & EventPlace): AlertsEnd | undefined {
  const { streamId } = event;
  const ended = (kind: AlertKind, message: string, of: string = streamId): AlertsEnd => ({
    concerns: ({ cause }) => cause === `${kind}:${of}`,
    message,
  });
  switch (event.type) {
    case 'VenueConnected':
      return ended('venue_disconnected', `connected again: ${event.data.detail}`);
    case 'VenueSpokeAgain':
      return ended('venue_silent', 'the venue speaks again, or its connection is lost');
    case 'VenueThrottleEnded':
      return ended('venue_throttles', 'the venue is called as fast as configured again');
    case 'BreakerStateChanged':
    case 'RiskBreakerStateChanged':
      if (event.data.to === 'closed') return ended('breaker_open', `it is closed: ${event.data.reason}`);
      return event.data.to === 'isolated'
        ? ended('breaker_open', `a person holds it open now: ${event.data.reason}`)
        : undefined;
    case 'EngineStarted':
      return {
        concerns: ({ kind }) => kind === 'configuration_refused' || kind === 'webhook_failed',
        message: 'the engine was started anew with a configuration without a mistake',
      };
    case 'ConfigurationChanged':
      return {
        concerns: ({ kind }) => kind === 'configuration_refused',
        message: 'a configuration without a mistake is in force',
      };
    case 'FixSessionReleased':
      return ended('fix_session', `released: ${event.data.reason}`, heldSession(event.data));
    case 'ReconciliationReported': {
      const { differences } = event.data;
      if (differences.some(({ kind, resolved }) => kind === 'untold' && !resolved)) return undefined;
      const concerned = venueIdOfStream(streamId);
      return {
        concerns: ({ kind, venue }) => kind === 'orders_untold' && venue === concerned,
        message: 'the venue has told of every order',
      };
    }
    default:
      return undefined;
  }
}

function heldSession({ venue, session }: DeskEventData['FixSessionReleased']): string {
  return session === undefined ? `held:${venue}` : `${session}:held:${venue}`;
}
