/**
 * The durable subscriber `audit-log`: it writes to the log what somebody may have to answer for or act on, so that the
 * desk's own log collector and its alerts have it too. That is every event of the desk and its venues, and every event
 * that tells of a problem with an order. An entry may come twice after a crash; its `position` identifies it.
 */
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { DomainEvent } from '../../domain/domainEvent.ts';
import type { DurableSubscriber } from '../events/subscriptions/durableSubscription.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { Logger, LogLevel } from '../ports.ts';

export const auditLogName = 'audit-log';

export function auditLog(logger: Logger): DurableSubscriber {
  return {
    name: auditLogName,
    handle(event) {
      const level = levelOf(event);
      if (level === undefined) return;
      const { position, streamId, type, actor, correlationId, time, data } = event;
      const fields = { position, stream: streamId, type, actor, correlationId, at: formatMicros(time), data };
      logger.log(level, 'audit', fields);
    },
  };
}

/** Order events that somebody should look at; a fill that goes beyond the order belongs to them too. */
const troubles: ReadonlySet<DomainEvent['type']> = new Set([
  'OrderRejected',
  'OrderInDoubt',
  'OrderCancelRejected',
  'OrderReplaceDenied',
  'OrderReplaceRejected',
  'OrderAdopted',
  'OrderReinstated',
  'OrderSettlementContradicted',
] as const);

/** Events of the desk and its venues that are logged as warnings. */
const warnings: ReadonlySet<DomainEvent['type']> = new Set([
  'VenueDisconnected',
  'VenueFellSilent',
  'BreakerStateChanged',
  'RiskBreakerStateChanged',
  'ConfigurationRefused',
  'AlarmRaised',
] as const);

function levelOf(event: StoredEvent): LogLevel | undefined {
  if (event.type === 'OrderFilled') return event.data.overfilledBy === undefined ? undefined : 'error';
  if (troubles.has(event.type)) return 'warn';
  if (event.streamId.startsWith('order-') || event.streamId.startsWith('signal-')) return undefined;
  if (event.type === 'ReconciliationReported') return event.data.clean ? 'info' : 'warn';
  return warnings.has(event.type) ? 'warn' : 'info';
}
