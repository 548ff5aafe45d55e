/** What all event stores answer in the same words. */
import { err } from '../../../shared/kernel/result.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { StreamId } from '../../../shared/kernel/ids.ts';
import type { AppendResult, ExpectedVersion } from './eventStore.ts';
import { noStreamVersion } from './eventStore.ts';

/** How long a store that could not write waits before it tries again by itself, in milliseconds. */
export const writeRetryMs = 500;

/** Events that may wait for their commit; more means that the disk can't keep up. */
export const pendingEventsMax = 100_000;

export const storeClosed: Fault = { code: 'store_closed', message: 'The event store is closed' };

export const storeOverloaded: Fault = {
  code: 'store_overloaded',
  message: `More than ${pendingEventsMax} events are waiting for the disk`,
  details: { pendingEventsMax },
};

export function unavailable(fault: Fault): AppendResult {
  return err({ code: 'store_unavailable', fault });
}

export function conflict(streamId: StreamId, expected: ExpectedVersion, current: number): AppendResult {
  return err({ code: 'version_conflict', streamId, expected, current });
}

export function versionFits(expected: ExpectedVersion, current: number): boolean {
  if (expected === 'any') return true;
  return expected === 'no_stream' ? current === noStreamVersion : current === expected;
}
