/**
 * The durable subscriber `audit-log`: it writes to the log what somebody may have to answer for or act on, so that the
 * desk's own log collector and its alerts have it too. That is every event of the desk and its venues, and every event
 * of an order or signal whose gravity has a level. An entry may come twice after a crash; its `position` identifies it.
 */
import { formatMicros } from '../../../shared/kernel/time.ts';
import { gravityOf, type Gravity } from '../../domain/eventGravity.ts';
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

/** The levels of the gravities; what has none is not logged. */
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
