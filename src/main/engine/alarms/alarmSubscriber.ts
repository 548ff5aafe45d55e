/** The durable subscriber `alarms`: raises what events call for, at least once; the book makes that once. */
import type { Alarm } from '../../domain/alarm/alarm.ts';
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

/** The same file is read again whenever somebody asks: while its alarm is open, a second one says nothing new. */
function isToldAlready(alarms: Alarms, { kind, message }: Alarm): boolean {
  return kind === 'configuration_refused' && alarms.open().some((open) => open.message === message);
}
