/** Node's timers behind the engine's Scheduler port. */
import type { Scheduler, Timer } from '../../engine/ports.ts';

/** Node turns a longer delay into one millisecond. */
const timeoutMsMax = 2_147_483_647;

/** Timers of the running process; each keeps it alive until it has fired or is canceled. */
export function nodeScheduler(): Scheduler {
  return { after, every, soon: (task) => void setImmediate(task) };
}

/** Re-arms itself where Node fires early (by up to a millisecond) or can't wait as long as asked. */
function after(delayMs: number, task: () => void): Timer {
  const dueMs = performance.now() + delayMs;
  const fire = (): void => {
    const leftMs = dueMs - performance.now();
    if (leftMs > 0) handle = arm(leftMs);
    else task();
  };
  const arm = (leftMs: number) => setTimeout(fire, Math.min(Math.ceil(leftMs), timeoutMsMax));
  let handle = arm(delayMs);
  return { cancel: () => clearTimeout(handle) };
}

function every(intervalMs: number, task: () => void): Timer {
  if (!(intervalMs > 0 && intervalMs <= timeoutMsMax)) {
    throw new RangeError(`an interval is above 0 and at most ${timeoutMsMax} ms, not ${intervalMs}`);
  }
  const handle = setInterval(task, intervalMs);
  return { cancel: () => clearInterval(handle) };
}
