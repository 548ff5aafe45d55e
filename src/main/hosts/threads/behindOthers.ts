/** Lets the processor serve all other threads first. */
import { existsSync, readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/**
 * How much nicer such a thread is: beside a busy thread of the others it gets about a tenth of a core, and all
 * of a core that is free (sched(7)).
 */
const nicer = 10;
const niceMost = 19;
const ownThread = '/proc/thread-self';

/** Linux keeps a priority for each thread. Elsewhere the thread goes on as it is. */
export function goBehindOthers(): void {
  if (process.platform !== 'linux' || !existsSync(ownThread)) return;
  // The link is `PID/task/TID`.
  const threadId = Number(readlinkSync(ownThread).split('/')[2]);
  setPriority(threadId, Math.min(niceMost, getPriority(threadId) + nicer));
}
