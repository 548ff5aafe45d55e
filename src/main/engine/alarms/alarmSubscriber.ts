/** The durable subscriber `alarms`: raises what events call for, at least once; the book makes that once. */
import type { Alarm } from '../../domain/alarm/alarm.ts';
import { alarmsOf } from '../../domain/alarm/alarmsOf.ts';
import type { DurableSubscriber } from '../events/subscriptions/durableSubscription.ts';
import type { Alarms } from './alarmBook.ts';

export function alarmSubscriber(alarms: Alarms): DurableSubscriber {
  return {
    name: 'alarms',
    handle(event) {
      const called = alarmsOf(event);
      return called.length === 0 ? undefined : raiseAll(alarms, called);
    },
  };
}

async function raiseAll(alarms: Alarms, called: readonly Alarm[]): Promise<void> {
  for (const alarm of called) await alarms.raise(alarm);
}
