// An alarm that an earlier run left open, put on the desk's stream through the real store while the console is closed.
import type { Actor, CorrelationId } from '../../src/shared/kernel/ids.ts';
import { deskStream } from '../../src/shared/kernel/ids.ts';
import type { Alarm } from '../../src/main/domain/alarm/alarm.ts';
import { newEvent } from '../../src/main/engine/events/newEvent.ts';
import { nodeScheduler } from '../../src/main/infra/clock/nodeScheduler.ts';
import { systemClock } from '../../src/main/infra/clock/systemClock.ts';
import { uuidV7 } from '../../src/main/infra/clock/uuidV7.ts';
import { openSqliteEventStore } from '../../src/main/infra/sqlite/sqliteEventStore.ts';

export async function leaveAlarms(folder: string, alarms: readonly Alarm[]): Promise<void> {
  const clock = systemClock();
  const ids = uuidV7(clock);
  const opened = openSqliteEventStore({ folder, clock, scheduler: nodeScheduler(), owner: 'a test' });
  if (!opened.ok) throw new Error(opened.error.message);
  const context = { actor: 'engine' as Actor, correlationId: ids.next() as CorrelationId };
  const events = alarms.map((data) => newEvent({ type: 'AlarmRaised', data }, context, ids));
  const appended = await opened.value.append(deskStream, events, 'any');
  await opened.value.close();
  if (!appended.ok) throw new Error(appended.error.code);
}
