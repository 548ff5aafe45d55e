/** Faults and bounds of appends, which all event stores share. */
import { err, type Result } from '../../../shared/kernel/result.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { StreamId } from '../../../shared/kernel/ids.ts';
import type { AppendFault, AppendResult, ExpectedVersion } from './eventStore.ts';
import { noStreamVersion } from './eventStore.ts';

/** How long a store that could not write waits before it tries again by itself, in milliseconds. */
export const writeRetryMs = 500;

/** How many events may wait for their commit; more means that the disk can't keep up. */
export const pendingEventsMax = 100_000;

const restore = 'Stop the engine, run desk verify, and put a verified backup in its place';

/** Faults that do not pass by themselves, and what a person can do about each. */
const lastingFaults: ReadonlyMap<string, string> = new Map([
  ['store_damaged', restore],
  ['store_changed', restore],
  ['record_changed', 'Stop the engine, and run desk verify'],
  ['record_taken', 'Stop this engine'],
  ['folder_taken', 'Stop this engine'],
  [
    'record_thread_ended',
    'Stop the engine and start it again: the record says then what became of the last events',
  ],
]);

/** What a person can do about a fault that passes once its cause is gone. */
const passingFaults: ReadonlyMap<string, string> = new Map([
  [
    'store_vanished',
    'Put the file back; if it is gone for good, stop the engine: what was acknowledged is saved beside it, and taken up at the next start',
  ],
]);

/** Whether another engine writes in this one's place. */
export function isTaken({ code }: Fault): boolean {
  return code === 'record_taken' || code === 'folder_taken';
}

/** Whether the fault stays until the engine is started again. */
export function isLasting({ code }: Fault): boolean {
  return lastingFaults.has(code);
}

/** Adds to the fault's message what a person can do about it, where there is something to do. */
export function withRemedy(fault: Fault): Fault {
  const remedy = lastingFaults.get(fault.code) ?? passingFaults.get(fault.code);
  return remedy === undefined ? fault : { ...fault, message: `${fault.message}. ${remedy}.` };
}

export const storeClosed: Fault = { code: 'store_closed', message: 'The event store is closed' };

export const storeOverloaded: Fault = {
  code: 'store_overloaded',
  message: `More than ${pendingEventsMax} events are waiting for the disk`,
  details: { pendingEventsMax },
};

export function unavailable(fault: Fault): AppendResult {
  return err({ code: 'store_unavailable', fault });
}

export function conflict(
  streamId: StreamId,
  expected: ExpectedVersion,
  current: number,
): Result<never, AppendFault> {
  return err({ code: 'version_conflict', streamId, expected, current });
}

export function versionFits(expected: ExpectedVersion, current: number): boolean {
  if (expected === 'any') return true;
  return expected === 'no_stream' ? current === noStreamVersion : current === expected;
}
