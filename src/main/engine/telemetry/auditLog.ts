/**
 * The durable subscriber `audit-log`: it logs the events that somebody may have to answer for or act on, so that the
 * desk's own log collector and its alerts have them too. Those are all events of the desk and its venues, and the
 * events of orders and signals whose gravity has a level. An entry may come twice after a crash; its `position`
 * identifies it.
 */
import { formatMicros } from '../../../shared/kernel/time.ts';
import { gravityOf, type Gravity } from '../../domain/eventGravity.ts';
import type { DurableSubscriber } from '../events/subscriptions/durableSubscription.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { LogLevel } from '../../../shared/kernel/logLevels.ts';
import type { Logger } from '../ports.ts';

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

/** The log levels by gravity; an event whose gravity has no level is not logged. */
const levels: Readonly<Record<Gravity, LogLevel | undefined>> = {
  routine: undefined,
  notice: undefined,
  refusal: undefined,
  warning: 'warn',
  trouble: 'warn',
  grave: 'error',
};

function levelOf(event: StoredEvent): LogLevel | undefined {
  const ofOrder = event.streamId.startsWith('order-') || event.streamId.startsWith('signal-');
  return levels[gravityOf(event)] ?? (ofOrder ? undefined : 'info');
}
