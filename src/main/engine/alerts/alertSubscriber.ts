/**
 * The durable subscriber `alerts`: it raises the alerts that events call for, at least once. The alert book takes each
 * alert only once.
 */
import type { Alert } from '../../domain/desk/alert.ts';
import { alertsOf } from '../../domain/alert/alertsOf.ts';
import type { DurableSubscriber } from '../events/subscriptions/durableSubscription.ts';
import type { Alerts } from './alertBook.ts';

export function alertSubscriber(alerts: Alerts): DurableSubscriber {
  return {
    name: 'alerts',
    beginsAgain: true,
    handle(event) {
      const called = alertsOf(event).filter((alert) => !isToldAlready(alerts, alert));
      return called.length === 0 ? undefined : raiseAll(alerts, called);
    },
  };
}

async function raiseAll(alerts: Alerts, called: readonly Alert[]): Promise<void> {
  for (const alert of called) await alerts.raise(alert);
}

/**
 * The same file is read again whenever somebody asks. While the alert about it is open, a second alert says nothing
 * new.
 */
function isToldAlready(alerts: Alerts, { kind, message }: Alert): boolean {
  return kind === 'configuration_refused' && alerts.open().some((open) => open.message === message);
}
