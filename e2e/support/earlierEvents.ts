// Events of an earlier run, put on a stream through the real store while the console is closed.
import type { Actor, CorrelationId, StreamId } from '../../src/shared/kernel/ids.ts';
import type { DomainEvent } from '../../src/main/domain/domainEvent.ts';
import { newEvent } from '../../src/main/engine/events/newEvent.ts';
import { nodeScheduler } from '../../src/main/infra/clock/nodeScheduler.ts';
import { systemClock } from '../../src/main/infra/clock/systemClock.ts';
import { uuidV7 } from '../../src/main/infra/clock/uuidV7.ts';
import { openSqliteEventStore } from '../../src/main/infra/sqlite/events/sqliteEventStore.ts';

const batch = 5_000;

export async function leaveEvents(
  folder: string,
  stream: string,
  events: readonly DomainEvent[],
): Promise<void> {
  const clock = systemClock();
  const ids = uuidV7(clock);
  const opened = await openSqliteEventStore({ folder, clock, scheduler: nodeScheduler(), owner: 'a test' });
  if (!opened.ok) throw new Error(opened.error.message);
  const context = { actor: 'engine' as Actor, correlationId: ids.next() as CorrelationId };
  for (let from = 0; from < events.length; from += batch) {
    const some = events.slice(from, from + batch).map((event) => newEvent(event, context, ids));
    const appended = await opened.value.append(stream as StreamId, some, 'any');
    if (!appended.ok) throw new Error(appended.error.code);
  }
  await opened.value.close();
}
