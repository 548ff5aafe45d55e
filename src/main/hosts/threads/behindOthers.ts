/** Lowers the priority of this thread, so that the processor serves all other threads first. */
import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/**
 * The niceness that such a thread adds: beside a busy thread of the others it gets about a tenth of a core, and all of
 * a core that is free (sched(7)).
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
    // The work is done all the same, at the usual priority.
  }
}
