/** What the audit screen looks for, as the engine is asked for it. */
import type { EventQuery } from '../../shared/contract/events.ts';

export interface AuditFilter {
  /** One stream, exactly. */
  readonly streamId: string;
  readonly streamPrefix: string;
  readonly type: string;
  readonly actor: string;
  readonly text: string;
  /** As a `datetime-local` field gives them, read as UTC. */
  readonly from: string;
  readonly to: string;
}

export const noAuditFilter: AuditFilter = {
  streamId: '',
  streamPrefix: '',
  type: '',
  actor: '',
  text: '',
  from: '',
  to: '',
};

export const streamKinds: readonly { readonly value: string; readonly label: string }[] = [
  { value: '', label: 'All streams' },
  { value: 'order-', label: 'Orders' },
  { value: 'signal-', label: 'Signals' },
  { value: 'venue-', label: 'Venues' },
  { value: 'risk-', label: 'Risk' },
  { value: 'desk', label: 'Desk' },
];

/** The types the desk writes; others show up once they are seen. */
export const knownEventTypes: readonly string[] = [
  'SignalReceived',
  'SignalRejected',
  'OrderCreated',
  'OrderDenied',
  'OrderSubmitting',
  'OrderAccepted',
  'OrderRejected',
  'OrderFilled',
  'OrderCancelRequested',
  'OrderCancelRejected',
  'OrderCanceled',
  'OrderReplaceRequested',
  'OrderReplaceRejected',
  'OrderReplaced',
  'OrderExpired',
  'OrderInDoubt',
  'VenueConnected',
  'VenueDisconnected',
  'BreakerStateChanged',
  'EngineStarted',
  'EngineStopped',
  'StrategyStarted',
  'StrategyStopped',
];

export function toEventQuery(filter: AuditFilter): Omit<EventQuery, 'beforePosition' | 'limit'> {
  const [actor, text] = [filter.actor.trim(), filter.text.trim()];
  return {
    ...(filter.streamId !== '' && { streamId: filter.streamId }),
    ...(filter.streamId === '' && filter.streamPrefix !== '' && { streamPrefix: filter.streamPrefix }),
    ...(filter.type !== '' && { types: [filter.type] }),
    ...(actor !== '' && { actor }),
    ...(text !== '' && { text }),
    ...(filter.from !== '' && { timeFrom: utcInstant(filter.from) }),
    ...(filter.to !== '' && { timeTo: utcInstant(filter.to) }),
  };
}

/** With microseconds, so that it compares as text with stored times. */
export function utcInstant(local: string): string {
  const seconds = local.length === 16 ? `${local}:00` : local;
  return seconds.includes('.') ? `${seconds.padEnd(26, '0')}Z` : `${seconds}.000000Z`;
}
