/** Lets the processor serve all other threads first. */
import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/**
 * How much nicer such a thread is: beside a busy thread of the others it gets about a tenth of a core, and all
 * of a core that is free (sched(7)).
 */
const nicer = 10;
const niceMost = 19;

/** Linux keeps a priority for each thread. Elsewhere, and where it may not be changed, the thread goes on as it is. */
export function goBehindOthers(): void {
  if (process.platform !== 'linux') return;
  try {
    // The link is `PID/task/TID`.
    const threadId = Number(readlinkSync('/proc/thread-self').split('/')[2]);
    setPriority(threadId, Math.min(niceMost, getPriority(threadId) + nicer));
  } catch {
    // The work is done all the same, at the priority of the others.
  }
}
