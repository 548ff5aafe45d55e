/** Opens the events of a data folder for a command that only reads: beside a running engine, or without one. */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../../shared/kernel/result.ts';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import { understandingStore } from '../../../engine/events/understandingStore.ts';
import { nodeScheduler } from '../../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../../infra/clock/systemClock.ts';
import { openSqliteEventStore } from '../../../infra/sqlite/events/sqliteEventStore.ts';

export function openEventsToRead(folder: string): Result<EventStore, Fault> {
  const opened = openSqliteEventStore({
    folder,
    clock: systemClock(),
    scheduler: nodeScheduler(),
    readOnly: true,
  });
  return opened.ok ? ok(understandingStore(opened.value)) : opened;
}
