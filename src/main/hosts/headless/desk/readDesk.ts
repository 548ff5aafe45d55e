/** Opens the events of a data folder for a command that only reads, with or without a running engine. */
import { readableFolder, tellFault, type Call } from './call.ts';
import type { ExitCode } from '../terminal/exitCode.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../../shared/kernel/result.ts';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import { understandingStore } from '../../../engine/events/understanding/understandingStore.ts';
import { nodeScheduler } from '../../../infra/clock/nodeScheduler.ts';
import { openEventStoreToRead } from '../../../infra/sqlite/events/readOnlyEventStore.ts';

export function openEventsToRead(folder: string): Result<EventStore, Fault> {
  const opened = openEventStoreToRead(folder, nodeScheduler());
  return opened.ok ? ok(understandingStore(opened.value)) : opened;
}

/** Does the work of a command on the events of its folder, and gives the exit code. */
export async function onEvents(
  call: Call,
  work: (events: EventStore, folder: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const folder = readableFolder(call);
  const events = openEventsToRead(folder);
  if (!events.ok) return tellFault(call, events.error);
  try {
    return await work(events.value, folder);
  } finally {
    await events.value.close();
  }
}
