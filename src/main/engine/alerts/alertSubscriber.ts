/**
 * The durable subscriber `alerts` raises the alerts that events call for, and ends the alerts whose cause is gone. An
 * event may come twice; the alert book takes each fact only once.
 */
import { endOf } from '../../domain/alert/alertEnds.ts';
import { alertsOf } from '../../domain/alert/alertsOf.ts';
import type { DurableSubscriber } from '../events/subscriptions/durableSubscription.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { Alerts } from './alertBook.ts';

export function alertSubscriber(alerts: Pick<Alerts, 'raise' | 'end'>): DurableSubscriber {
  return {
    name: 'alerts',
    beginsAgain: true,
    handle(event) {
      const called = alertsOf(event);
      const end = endOf(event);
      return called.length === 0 && end === undefined ? undefined : tell(alerts, event);
    },
  };
}

async function tell(alerts: Pick<Alerts, 'raise' | 'end'>, event: StoredEvent): Promise<void> {
  for (const alert of alertsOf(event)) await alerts.raise(alert);
  const end = endOf(event);
  if (end !== undefined) await alerts.end(end.concerns, end.message);
}
