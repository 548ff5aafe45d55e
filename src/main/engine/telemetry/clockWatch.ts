/**
 * Notices when somebody sets the wall clock: then the wall clock and the monotonic clock have measured different spans.
 */
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Clock, Scheduler, Timer } from '../ports.ts';

const lookEveryMs = 1_000;
/** A time server that slews a clock changes it by far less in a second; one that steps it changes it at once. */
const stepMsMin = 500;

export interface ClockStep {
  /** How far the clock was set, in milliseconds, rounded; negative when it was set back. */
  readonly byMs: number;
  /** The wall clock's time after the step, UTC. */
  readonly to: string;
}

/**
 * Looks once a second until it is canceled. Nothing depends on the result: the engine measures spans on the monotonic
 * clock, and orders events by position.
 */
export function watchClock(
  { clock, scheduler }: { readonly clock: Clock; readonly scheduler: Scheduler },
  onStep: (step: ClockStep) => void,
): Timer {
  const offsetMs = (): number => clock.now() / 1_000 - clock.monotonicMs();
  let before = offsetMs();
  return scheduler.every(lookEveryMs, () => {
    const now = offsetMs();
    const byMs = Math.round(now - before);
    before = now;
    if (Math.abs(byMs) >= stepMsMin) onStep({ byMs, to: formatMicros(clock.now()) });
  });
}
