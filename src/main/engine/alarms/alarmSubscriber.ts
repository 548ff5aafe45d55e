/**
 * The durable subscriber `alarms`: it raises the alarms that events call for, at least once. The alarm book takes each
 * alarm only once.
 */
import type { Alarm } from '../../domain/desk/alarm.ts';
import { alarmsOf } from '../../domain/alarm/alarmsOf.ts';
import type { DurableSubscriber } from '../events/subscriptions/durableSubscription.ts';
import type { Alarms } from './alarmBook.ts';

export function alarmSubscriber(alarms: Alarms): DurableSubscriber {
  return {
    name: 'alarms',
    beginsAgain: true,
    handle(event) {
      const called = alarmsOf(event).filter((alarm) => !isToldAlready(alarms, alarm));
      return called.length === 0 ? undefined : raiseAll(alarms, called);
    },
  };
}

async function raiseAll(alarms: Alarms, called: readonly Alarm[]): Promise<void> {
  for (const alarm of called) await alarms.raise(alarm);
}

/**
 * The same file is read again whenever somebody asks. While the alarm about it is open, a second alarm says nothing
 * new.
 */
function isToldAlready(alarms: Alarms, { kind, message }: Alarm): boolean {
  return kind === 'configuration_refused' && alarms.open().some((open) => open.message === message);
}
