/**
 * Node's timers behind the engine's Scheduler port. A timer mostly says that something did not come in time. After a
 * pause of the process (stopped, swapped out, busy), Node runs the timers that fell due before it reads what came in
 * meanwhile. These timers wait until the process has read its input.
 */
import type { Scheduler, Timer } from '../../engine/ports.ts';

/** The longest delay that Node takes: it turns a longer one into one millisecond. */
const timeoutMsMax = 2_147_483_647;
/** A timer that is later than this was late because the process stood still. */
const stoodStillMsMin = 250;
/** Long enough to read and handle once what waits in the sockets. */
const inputGraceMs = 100;

/** Timers of the running process. Each timer keeps the process alive until it has fired or is canceled. */
export function nodeScheduler(): Scheduler {
  return { after, every, soon: (task) => void setImmediate(task) };
}

/** No timer of this thread runs its task before this time. A thread has one event loop, so one value is enough. */
let graceUntilMs = 0;

/** How many milliseconds a timer that fires now has still to wait. */
function graceMs(dueMs: number): number {
  const nowMs = performance.now();
  if (nowMs - dueMs >= stoodStillMsMin) graceUntilMs = nowMs + inputGraceMs;
  return Math.max(0, graceUntilMs - nowMs);
}

/**
 * Arms the timer again where Node fires early (by up to a millisecond), or where the delay is longer than Node can
 * wait.
 */
function after(delayMs: number, task: () => void): Timer {
  const dueMs = performance.now() + delayMs;
  const fire = (): void => {
    const leftMs = dueMs - performance.now();
    if (leftMs > 0) {
      handle = arm(leftMs);
      return;
    }
    const waitMs = graceMs(dueMs);
    if (waitMs > 0) handle = setTimeout(task, waitMs);
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
  let dueMs = performance.now() + intervalMs;
  let late: NodeJS.Timeout | undefined;
  const handle = setInterval(() => {
    const waitMs = graceMs(dueMs);
    dueMs = performance.now() + intervalMs;
    clearTimeout(late);
    if (waitMs > 0) late = setTimeout(task, waitMs);
    else task();
  }, intervalMs);
  return {
    cancel: () => {
      clearInterval(handle);
      clearTimeout(late);
    },
  };
}
